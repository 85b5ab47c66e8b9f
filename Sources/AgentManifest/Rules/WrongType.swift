public import Diagnostics
import YAMLTree

public enum WrongType: ManifestRule {
  public static let id = "wrong-type"
  public static let title = "Values have the type of their field"
  public static let why = "Text in place of a list is split into characters, or ignored"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      dependencies: fastapi==0.104.0
      replicas: "3"
    """
  public static let goodExample = """
    spec:
      dependencies: [fastapi==0.104.0]
      replicas: 3
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .wrongType(let node, let expected) = mismatch.kind else { return [] }
      let path = mismatch.path.isEmpty ? "the manifest" : "`\(mismatch.path)`"
      let hint = ShortForm.hint(node, at: mismatch.path) ?? hint(node, expected, mismatch.path)
      return error(
        "\(path) must be \(name(of: expected)), not \(description(of: node))", at: mismatch.location,
        hints: hint.map { [$0] } ?? [])
    }
  }

  private static func name(of shape: Shape) -> String {
    switch shape {
    case .text, .runtime, .semanticVersion, .anything: "text"
    case .quantity: "a quantity"
    case .integer: "an integer"
    case .boolean: "`true` or `false`"
    case .duration: "a duration"
    case .choice(let known):
      known.count == 1 ? known.map { "`\($0)`" }.joined() : "one of \(known.joined(separator: ", "))"
    case .list: "a list"
    case .map, .object: "a mapping"
    case .either(let scalar, let object): "\(name(of: scalar)) or \(name(of: object))"
    }
  }

  private static func description(of node: YAMLNode) -> String {
    switch node.content {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .scalar(let scalar):
      let shown = scalar.text.count > 40 ? scalar.text.prefix(39) + "…" : scalar.text[...]
      switch scalar.kind {
      case .null: return "nothing"
      case .boolean: return "`\(shown)`"
      case .integer, .float: return "the number `\(shown)`"
      case .string: return scalar.style == .plain ? "the text `\(shown)`" : "the quoted text `\(shown)`"
      }
    }
  }

  private static func hint(_ node: YAMLNode, _ expected: Shape, _ path: String) -> String? {
    switch (expected, node.content) {
    case (.list, .scalar(let scalar)):
      return scalar.kind == .null ? nil : "write `\(list(of: scalar.text, path))`"
    case (.list, .mapping):
      return "put `- ` before each entry"
    case (.map, .sequence), (.object, .sequence):
      return "remove the `- ` before the entries"
    case (.map, .scalar(let scalar)), (.object, .scalar(let scalar)):
      let parts = scalar.text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, scalar.style == .plain else { return nil }
      return "put a space after the colon: `\(parts[0]): \(parts[1])`"
    case (.integer, .scalar(let scalar)):
      guard Int(scalar.text) != nil else { return nil }
      // A plain text that looks like a number is none only where a tag says so.
      return "remove the \(scalar.style == .plain ? "tag" : "quotes"): `\(scalar.text)`"
    case (.boolean, .scalar(let scalar)):
      if scalar.style == .plain, ["true", "false"].contains(scalar.text) { return "remove the tag: `\(scalar.text)`" }
      switch scalar.text.lowercased() {
      case "yes", "on", "1", "true": return "write `true`"
      case "no", "off", "0", "false": return "write `false`"
      default: return nil
      }
    case (.text, .mapping), (.text, .sequence), (.runtime, .mapping), (.runtime, .sequence):
      return "quote the value if it is meant as text"
    default:
      return nil
    }
  }

  /// The text as a list; a command line becomes the list of its words.
  private static func list(of text: String, _ path: String) -> String {
    let isCommand = ["entrypoint", "run", "command"].contains { path.hasSuffix(".\($0)") }
    let items = isCommand ? text.split(separator: " ").map(String.init) : [text]
    let needsQuotes = items.contains { $0.contains { ",[]{}:#&*!|>'%@` ".contains($0) } }
    return "[" + items.map { needsQuotes ? "\"\($0)\"" : $0 }.joined(separator: ", ") + "]"
  }
}
