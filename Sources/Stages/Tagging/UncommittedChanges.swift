import Diagnostics
import GitHistory
import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Files of the agent that are in no commit: a release made beside them is not what its tag names.
struct UncommittedChanges: Sendable {
  /// More names than this are only counted.
  private static let longest = 5

  /// Relative to the work tree.
  private let paths: [String]

  /// Neither what git ignores counts, nor what this tool writes itself: reports, notes, the changelog.
  init(_ repository: GitRepository, _ context: RunContext) throws(GitFailure) {
    let ownDirectories = Set([context.workDirectory, context.reportDirectory].compactMap { $0.lastComponent?.string })
    let ownFiles = [context.settings(Settings.tagNotes), context.settings(Settings.tagChangelog)].compactMap { name in
      // One that is not there yet is no change either.
      name.flatMap { try? repository.pathInWorkTree(context.directory.pushing(FilePath($0))).string }
    }
    let history = AgentHistory(repository: repository, context: context)
    paths = try repository.changedFiles(under: try history.touchedPaths(), excludedDirectories: ownDirectories)
      .filter { !ownFiles.contains($0) }
  }

  /// - Returns: nothing where everything is committed.
  func warning(_ version: SemanticVersion) -> Diagnostic? {
    guard !paths.isEmpty else { return nil }
    let names = paths.prefix(Self.longest).map { "`\($0)`" }.joined(separator: ", ")
    let more = paths.count > Self.longest ? " and \(paths.count - Self.longest) more" : ""
    return .warning(
      "uncommitted-changes",
      "\(version) is released beside changes that no commit holds, so its tag does not name them: \(names)\(more)",
      hints: ["commit them and release that commit, or name files that the job itself makes in `.gitignore`"])
  }
}
