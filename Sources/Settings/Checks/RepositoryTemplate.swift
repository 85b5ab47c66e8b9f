/// A destination as `push.to` names it: a repository in which `{name}` and `{path}` stand for each agent's own.
public struct RepositoryTemplate: Sendable, Hashable {
  /// What each agent's own values stand for.
  static let placeholders = ["name", "path"]

  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// - Parameters:
  ///   - name: `metadata.name`.
  ///   - path: the agent's directory in its repository: `agents/chat`; empty for its root.
  public func filled(name: String, path: String) -> String {
    text.replacing("{name}", with: name).replacing("{path}", with: path)
  }

  /// The same repository for an agent that does not exist: to check the text around the placeholders.
  public var sample: String { filled(name: "name", path: "path") }

  /// Whether it is another repository for each agent.
  public var isPerAgent: Bool { !names.isEmpty }

  public var usesPath: Bool { text.contains("{path}") }

  /// What is between braces, in the order of the text.
  var names: [Substring] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      part.firstIndex(of: "}").map { part[..<$0] }
    }
  }

  /// Each agent chooses its name: it must not choose the host that gets the credential.
  var hasPlaceholderInHost: Bool { text.prefix { $0 != "/" }.contains("{") }
}
