public import Diagnostics

/// Why a text is not read as YAML, or not as one value without doubts: the codes of this module's findings.
public enum YAMLProblem: String, CaseIterable, Sendable {
  case syntax = "yaml-syntax"
  case emptyFile = "empty-file"
  case duplicateKey = "duplicate-key"
  case keyNotText = "key-not-text"
  case unknownAnchor = "unknown-anchor"
  case invalidMerge = "invalid-merge"
  case unsupportedTag = "unsupported-tag"
  case severalDocuments = "several-documents"
  case notUTF8 = "not-utf8"
  case controlCharacter = "control-character"
  case wideSpace = "invisible-space"
  case fileTooLarge = "file-too-large"
  case nestedTooDeep = "nested-too-deep"
  case tooManyValues = "too-many-values"
}

extension Diagnostic {
  static func error(
    _ problem: YAMLProblem, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) -> Diagnostic {
    .error(problem.rawValue, message, at: location, hints: hints)
  }
}

extension YAMLProblem {
  public var description: RuleDescription {
    switch self {
    case .syntax:
      describe(
        "The file is YAML", "What is no YAML cannot be read at all", bad: "name: \"chatbot\nversion: 1.0.0",
        good: "name: \"chatbot\"\nversion: 1.0.0")
    case .emptyFile:
      describe(
        "The file holds something", "An empty file describes no agent", bad: "# nothing yet", good: "name: chatbot")
    case .duplicateKey:
      describe(
        "A key appears once in its mapping", "Parsers differ in which of two values they keep",
        bad: "replicas: 1\nreplicas: 2", good: "replicas: 2")
    case .keyNotText:
      describe(
        "Keys are text", "A list or a mapping as key has no counterpart in JSON, nor in most programs",
        bad: "{[a, b]: 1}", good: "{\"a, b\": 1}")
    case .unknownAnchor:
      describe(
        "An alias names an anchor that comes before it",
        "`*name` stands for the value marked `&name`, and there is none",
        bad: "first: &limits {cpu: 1}\nsecond: *limit", good: "first: &limits {cpu: 1}\nsecond: *limits")
    case .invalidMerge:
      describe(
        "`<<` takes a mapping or a list of mappings", "Only keys with values can be merged into a mapping",
        bad: "limits: {<<: [cpu], memory: 1Gi}", good: "base: &base {cpu: 1}\nlimits: {<<: *base, memory: 1Gi}")
    case .unsupportedTag:
      describe(
        "Values have no tags of their own", "Tags make parsers build objects of the program that wrote the file",
        bad: "name: !python/name chatbot", good: "name: chatbot")
    case .severalDocuments:
      describe(
        "The file holds one document", "Only the first would be read, and nobody would notice",
        bad: "name: first\n---\nname: second", good: "---\nname: first")
    case .notUTF8:
      RuleDescription(
        id: rawValue, title: "The file is UTF-8", why: "In another encoding names and texts come out garbled",
        bad: .init("name: caf\u{FFFD}  # the byte 0xE9 of Latin-1", bytes: Array("name: caf".utf8) + [0xE9]),
        good: .init("name: café"), isSuppressible: false)
    case .controlCharacter:
      RuleDescription(
        id: rawValue, title: "The file holds no control characters",
        why: "YAML does not allow them, and an invisible character hides a mistake or an attack (YAML 1.2.2, 5.1)",
        bad: .init("name: chat\u{FFFD}bot  # U+0007 in the middle", bytes: Array("name: chat\u{7}bot".utf8)),
        good: .init("name: \"chat\\abot\""), isSuppressible: false)
    case .wideSpace:
      describe(
        "Indentation and the ends of values hold ordinary spaces",
        "To YAML a no-break space is a letter: `name` with one before it is another name, and nobody can see it",
        bad: "name:\n  first: \u{A0}chatbot", good: "name:\n  first: chatbot")
    case .fileTooLarge:
      RuleDescription(
        id: rawValue, title: "The file is not larger than \(YAMLDocument.maximumSize) bytes",
        why: "A manifest has a few kilobytes: more is another file, or an attack on the memory of the reader",
        bad: .init(
          "# a file of more than \(YAMLDocument.maximumSize) bytes",
          bytes: [UInt8](repeating: UInt8(ascii: "#"), count: YAMLDocument.maximumSize + 1)),
        good: .init("name: chatbot"), isSuppressible: false)
    case .nestedTooDeep:
      RuleDescription(
        id: rawValue, title: "At most \(YAMLDocument.maximumDepth) lists and mappings stand inside one another",
        why: "Nothing in a manifest is that deep: more is an attack on the stack of the reader",
        bad: .init(
          "[[[[[[ … ]]]]]]  # \(YAMLDocument.maximumDepth + 1) times",
          bytes: [UInt8](repeating: UInt8(ascii: "["), count: YAMLDocument.maximumDepth + 1)),
        good: .init("[[[]]]"), isSuppressible: false)
    case .tooManyValues:
      describe(
        "The file holds at most \(YAMLDocument.maximumNodes) values, counted after aliases are expanded",
        "A few lines of aliases can ask for billions of values, and for all memory there is",
        bad: """
          a: &a [x, x, x, x, x, x, x, x, x, x]
          b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
          c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
          d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
          e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
          """,
        good: "a: &a [x, x, x]\nb: *a")
    }
  }

  /// Nothing that the tree itself is in doubt about can be silenced.
  private func describe(_ title: String, _ why: String, bad: String, good: String) -> RuleDescription {
    RuleDescription(
      id: rawValue, title: title, why: why, bad: .init(bad), good: .init(good), isSuppressible: false)
  }
}
