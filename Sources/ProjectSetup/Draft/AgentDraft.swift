/// What an agent.yaml is to say, each value with the place where it was found.
public struct AgentDraft: Sendable {
  public internal(set) var name: Found<String>
  var version: Found<String>?
  var description: Found<String>?
  var author: Found<String>?
  public internal(set) var language: String
  /// Of the language; without one, the base image is the language's usual one.
  var languageVersion: Found<String>?
  var model = ModelUse()
  var testDependencies: [Found<String>] = []
  var environment: [DraftVariable] = []
  var start = DraftStart()
  /// The route of the health check; without one, the port is checked.
  var health: Found<String>?
  var tests: [DraftTest] = []
  /// What the project does elsewhere, and this file does not; for a comment and for people.
  var omitted: [String] = []
  /// What could not be found, or needs a look, in the order of the file.
  public internal(set) var notes: [String] = []

  /// Directories that the tests get, and the image does not.
  public var testFiles: [String] { tests.flatMap(\.files) }
}

/// How an agent starts, and how one talks to it.
struct DraftStart: Sendable {
  /// How its answers are asked for.
  enum Kind: Sendable, Equatable {
    case server
    /// MCP on standard input and output.
    case mcp
    case other
  }

  /// `nil` where the project's own files, or the only program, say it to the build.
  var entrypoint: Found<[String]>?
  var package: Found<String>?
  var mainClass: Found<String>?
  /// Files for the image besides those of the language.
  var includes: [Found<String>] = []
  var kind = Kind.other
  var port: Found<Int>?
  /// Variables that it needs to start so.
  var variables: [DraftVariable] = []
  var notes: [String] = []
}

/// An entry of `spec.environment`.
struct DraftVariable: Sendable, Equatable {
  var name: String
  var value: String?
  var isSecret = false
  /// Whether the code stops where it is unset.
  var isRequired = false
  var place: String

  /// Whether the code may look for it before the first request.
  var needsPlaceholder: Bool {
    isSecret && (isRequired || name.hasSuffix("KEY") || name.hasSuffix("TOKEN"))
  }
}

/// A first test of the project's own.
struct DraftTest: Sendable {
  enum Way: Sendable {
    /// In the image: `test.commands`.
    case inImage([String])
    /// Before the image is made: `build.run`.
    case inBuild(String)
  }

  var name: String
  var way: Way
  var place: String
  /// Directories that only the tests need.
  var files: [String] = []
}
