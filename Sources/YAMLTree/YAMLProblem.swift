public import Diagnostics

/// The codes of this module's findings: why a text is not YAML, or is ambiguous.
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
        "The file is YAML", "A file that is not YAML cannot be read at all", bad: "name: \"chatbot\nversion: 1.0.0",
        good: "name: \"chatbot\"\nversion: 1.0.0")
    case .emptyFile:
      describe(
        "The file is not empty", "An empty file describes no agent", bad: "# nothing yet", good: "name: chatbot")
    case .duplicateKey:
      describe(
        "A key appears once in its mapping", "Parsers differ in which of two values they keep",
        bad: "replicas: 1\nreplicas: 2", good: "replicas: 2")
    case .keyNotText:
      describe(
        "Keys are text", "A list or a mapping as a key has no counterpart in JSON or in most languages",
        bad: "{[a, b]: 1}", good: "{\"a, b\": 1}")
    case .unknownAnchor:
      describe(
        "An alias names an anchor that comes before it",
        "`*name` refers to the value marked `&name`, but there is none",
        bad: "first: &limits {cpu: 1}\nsecond: *limit", good: "first: &limits {cpu: 1}\nsecond: *limits")
    case .invalidMerge:
      describe(
        "`<<` takes a mapping or a list of mappings", "Only keys with values can be merged into a mapping",
        bad: "limits: {<<: [cpu], memory: 1Gi}", good: "base: &base {cpu: 1}\nlimits: {<<: *base, memory: 1Gi}")
    case .unsupportedTag:
      describe(
        "Values have no YAML tags", "Tags make parsers build objects of the program that wrote the file",
        bad: "name: !python/name chatbot", good: "name: chatbot")
    case .severalDocuments:
      describe(
        "The file contains one document", "Only the first would be read, without a warning",
        bad: "name: first\n---\nname: second", good: "---\nname: first")
    case .notUTF8:
      describe(
        "The file is UTF-8",
        "In another encoding, names and text are garbled",
        bad: "name: caf\u{FFFD}  # the byte 0xE9 of Latin-1",
        bytes: Array("name: caf".utf8) + [0xE9], good: "name: café")
    case .controlCharacter:
      describe(
        "The file contains no control characters",
        "YAML does not allow them, and an invisible character hides a mistake or an attack (YAML 1.2.2, 5.1)",
        bad: "name: chat\u{FFFD}bot  # U+0007 in the middle",
        bytes: Array("name: chat\u{7}bot".utf8), good: "name: \"chat\\abot\"")
    case .wideSpace:
      describe(
        "Indentation and the ends of values use ordinary spaces",
        "To YAML, a no-break space is a letter: `name` with one before it is a different name, and looks the same",
        bad: "name:\n  first: \u{A0}chatbot", good: "name:\n  first: chatbot")
    case .fileTooLarge:
      describe(
        "The file is not larger than \(YAMLDocument.maximumSize) bytes",
        "A manifest is a few kilobytes: a larger file is the wrong one, or an attempt to exhaust memory",
        bad: "# a file of more than \(YAMLDocument.maximumSize) bytes",
        bytes: [UInt8](repeating: UInt8(ascii: "#"), count: YAMLDocument.maximumSize + 1), good: "name: chatbot")
    case .nestedTooDeep:
      describe(
        "Lists and mappings are nested at most \(YAMLDocument.maximumDepth) levels deep",
        "No manifest needs deeper nesting; it may be an attempt to exhaust the stack",
        bad: "[[[[[[ … ]]]]]]  # \(YAMLDocument.maximumDepth + 1) times",
        bytes: [UInt8](repeating: UInt8(ascii: "["), count: YAMLDocument.maximumDepth + 1), good: "[[[]]]")
    case .tooManyValues:
      describe(
        "The file contains at most \(YAMLDocument.maximumNodes) values, counted after aliases are expanded",
        "A few lines of aliases can expand to billions of values and exhaust memory",
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

  /// No comment suppresses a finding of the tree itself.
  private func describe(
    _ title: String, _ why: String, bad: String, bytes: [UInt8]? = nil, good: String
  ) -> RuleDescription {
    RuleDescription(
      id: rawValue, title: title, why: why, bad: .init(bad, bytes: bytes), good: .init(good), isSuppressible: false)
  }
}
