public import Diagnostics
import TextFormats
import YAMLTree

public enum AgentName: ManifestRule {
  public static let id = "agent-name"
  public static let title = "The agent's name is valid in an image reference"
  public static let why =
    "The name is the last part of the image's repository, and registries reject other names (distribution-spec, Pulling manifests)"
  public static let isSuppressible = false
  public static let badExample = """
    metadata:
      name: My Chatbot
    """
  public static let goodExample = """
    metadata:
      name: my-chatbot
    """

  /// Bytes; the whole reference has 255 at most.
  static let maximumLength = 128

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("metadata", "name"), let name = node.text, let problem = problem(with: name) else {
      return []
    }
    return error(problem.message, at: node.location, hints: problem.hints)
  }

  /// - Returns: `nil` for a valid name.
  public static func problem(with name: String) -> (message: String, hints: [String])? {
    if name.utf8.count > maximumLength {
      return ("the name has \(name.utf8.count) characters, more than \(maximumLength)", [])
    }
    guard !isPathElement(name) else { return nil }
    let repaired = repair(name)
    let example = isPathElement(repaired) ? "write `\(repaired)`; " : ""
    return (
      "the name `\(name)` cannot be part of an image reference",
      [example + "use only lower-case letters and digits, separated by `-`, `_` or `.`"]
    )
  }

  /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
  private static func isPathElement(_ name: String) -> Bool {
    let parts = name.utf8.split(omittingEmptySubsequences: true) { !isPlain($0) }
    guard let first = name.utf8.first, let last = name.utf8.last, isPlain(first), isPlain(last) else { return false }
    return zip(parts, parts.dropFirst()).allSatisfy { left, right in
      let separator = Array(name.utf8[left.endIndex..<right.startIndex])
      return [".", "_", "__"].contains { separator == Array($0.utf8) }
        || separator.allSatisfy { $0 == UInt8(ascii: "-") }
    }
  }

  private static func repair(_ name: String) -> String {
    name.lowercased().utf8.split { !isPlain($0) }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
  }

  private static func isPlain(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || ASCII.isLower(byte) }
}
