import Diagnostics
import GitHistory
import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Uncommitted files of the agent: a release that contains them is not what its tag names.
struct UncommittedChanges: Sendable {
  /// Further names are only counted.
  private static let longest = 5

  /// Relative to the work tree.
  private let paths: [String]

  /// Leaves out what git ignores and what this tool writes: reports, notes, the changelog.
  init(_ repository: GitRepository, _ context: RunContext) throws {
    let ownDirectories = Set([context.workDirectory, context.reportDirectory].compactMap { $0.lastComponent?.string })
    let ownFiles = [context.settings(Settings.tagNotes), context.settings(Settings.tagChangelog)].compactMap { name in
      // A file that does not exist yet is not a change either.
      name.flatMap { try? repository.pathInWorkTree(context.directory.pushing(FilePath($0))).string }
    }
    let history = AgentHistory(repository: repository, context: context)
    paths = try repository.changedFiles(under: try history.touchedPaths(), excludedDirectories: ownDirectories)
      .filter { !ownFiles.contains($0) }
  }

  /// - Returns: `nil` if everything is committed.
  func warning(_ version: SemanticVersion) -> Diagnostic? {
    guard !paths.isEmpty else { return nil }
    let names = paths.prefix(Self.longest).map { "`\($0)`" }.joined(separator: ", ")
    let more = paths.count > Self.longest ? " and \(paths.count - Self.longest) more" : ""
    return .warning(
      "uncommitted-changes",
      "\(version) is released with uncommitted changes, which its tag does not contain: \(names)\(more)",
      hints: ["commit them and release that commit, or add files that the job creates to `.gitignore`"])
  }
}
