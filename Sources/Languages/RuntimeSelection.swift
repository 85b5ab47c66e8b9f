public import Diagnostics

/// A programming language with an optional version: `python` or `python:3.11`.
public struct RuntimeSelection: Sendable, Hashable, CustomStringConvertible {
  public var language: any Language
  public var version: String?

  public init(_ language: any Language, version: String? = nil) {
    self.language = language
    self.version = version
  }

  /// Reads `NAME[:VERSION]`; `nil` if none of the languages has that name.
  public init?(_ text: String, among languages: [any Language]) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let language = languages.first(where: { $0.name == parts[0] }) else { return nil }
    self.init(language, version: parts.count == 2 ? parts[1] : nil)
  }

  public var description: String { language.name + (version.map { ":\($0)" } ?? "") }

  public static func == (one: RuntimeSelection, other: RuntimeSelection) -> Bool {
    one.description == other.description
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// What agent.yaml says of an agent, as far as its language asks.
public struct AgentDeclaration: Sendable {
  public var name: String
  public var runtime: Located<RuntimeSelection>
  /// Lines in the notation of the language.
  public var dependencies: [Located<String>]
  /// For the tests only.
  public var devDependencies: [Located<String>]

  public init(
    name: String, runtime: Located<RuntimeSelection>, dependencies: [Located<String>] = [],
    devDependencies: [Located<String>] = []
  ) {
    self.name = name
    self.runtime = runtime
    self.dependencies = dependencies
    self.devDependencies = devDependencies
  }

  /// Of the language.
  var version: String? { runtime.value.version }
  /// Where agent.yaml names the language.
  var place: SourceLocation { runtime.location }
}
