import Diagnostics

/// The file that a language's tool starts from.
public struct ProjectFile: Sendable {
  /// One of these must be there; the first is the usual one.
  public var names: [String]
  /// The command that makes it: `go mod init`.
  public var remedy: String
  /// Whether the tool finds it in a directory above, too.
  public var isFoundAbove = false

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
      file: file, message: "`\(file)` cannot be checked: it is too large, leads out of the repository or is not a file",
      line: 1, column: 1, hint: "replace it with a file of the usual size, or remove it")
  }

  /// The same, of a file of another directory.
  /// - Parameter path: as seen from the directory whose problems these are.
  func moved(to path: String) -> ProjectFileProblem {
    var moved = self
    moved.file = "\(path)/\(file)"
    return moved
  }
}
