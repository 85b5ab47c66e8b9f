import Diagnostics

/// The agent's directory, as far as languages look into it without building. All paths are relative to it.
public struct ProjectDirectory: Sendable {
  /// Whether a file or a directory is there.
  public var exists: @Sendable (_ path: String) -> Bool
  /// The contents of a file; `nil` if it is missing, or has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?

  public init(
    exists: @escaping @Sendable (_ path: String) -> Bool,
    read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
  ) {
    self.exists = exists
    self.read = read
  }

  /// Bytes; larger project files are left to the tools.
  public static let limit = 1 << 20

  /// The text of a file; `nil` if it is missing.
  public func text(_ path: String, limit: Int = Self.limit) -> String? {
    read(path, limit).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// The file that a language's tool starts from.
public struct ProjectFile: Sendable {
  /// One of these must be there; the first is the usual one.
  public var names: [String]
  /// The command that makes it: `go mod init`.
  public var remedy: String

  /// The text of the usual one.
  func text(in sources: SourceTree, at place: SourceLocation) throws -> String {
    if let text = try sources.text(names[0]) { return text }
    throw Failure(
      .agent, "module-missing", "there is no `\(names[0])` in the agent's directory", at: place,
      hints: ["create it with `\(remedy)`"])
  }
}

/// An error in a project file.
public struct ProjectFileProblem: Sendable {
  public var file: String
  /// `package.json is not valid JSON: …`
  public var message: String
  /// From 1, the column in Unicode scalars.
  public var line: Int
  public var column: Int
  public var hint: String

  /// A file that is there and that the check could not look into.
  public static func unchecked(_ file: String) -> ProjectFileProblem {
    ProjectFileProblem(
      file: file, message: "`\(file)` cannot be checked: it is too large, leads out of the repository or is no file",
      line: 1, column: 1, hint: "replace it with a file of the usual size, or remove it")
  }
}
