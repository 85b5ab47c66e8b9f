import Diagnostics
import Languages

extension SetupProject {
  /// A project file that is there and cannot be read is not the same as none.
  /// - Throws: if the file exists and is not text.
  func requireReadable(_ path: String) throws {
    guard has(path) else { return }
    let reason: String
    if let bytes = directory.read(path, Self.limit) {
      guard bytes.contains(0) else { return }
      reason = "it is not UTF-8 text"
    } else {
      reason =
        directory.names(path).isEmpty
        ? "it has more than \(Self.limit >> 20) MiB, leads out of the repository or cannot be opened"
        : "it is a directory"
    }
    throw Failure(
      .agent, "project-file-unreadable", "`\(path)` cannot be read: \(reason)",
      hints: ["replace it with a text file, or remove it"])
  }

  /// - Throws: if a project file of a language is malformed.
  func requireValid(_ setup: any LanguageSetup) throws {
    guard let problem = setup.language.problems(in: directory).first(where: { setup.projectFiles.contains($0.file) })
    else { return }
    throw Failure(
      .agent, "project-invalid", "\(problem.message) (\(problem.file):\(problem.line):\(problem.column))",
      hints: [problem.hint])
  }
}
