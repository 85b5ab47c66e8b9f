/// How the files of a project say that the agent starts.
public struct ProjectStart: Sendable {
  /// The file that says so, and the place in it, from 1.
  var file: String
  var line: Int
  var column: Int
  public var command: [String]
  /// The agent's own file that the command runs, relative to the agent's directory; `nil` if it runs another one.
  public var program: String?
  /// Whether a build step makes files that are not there yet.
  public var isBuilt: Bool
  /// Why the image cannot start so.
  public var problem: ProjectFileProblem?

  /// - Returns: what is wrong with the place that says so.
  public func finding(_ message: String, hint: String) -> ProjectFileProblem {
    ProjectFileProblem(file: file, message: message, line: line, column: column, hint: hint)
  }
}
