import FileIO
import GitHistory
import PipelineCore
import Settings

/// An agent that is not committed yet: a run on a person's machine that releases nothing can do without a version.
///
/// CI jobs, runs with a destination and the tag stage by name have to know it.
struct NoHistory {
  let services: StageServices
  let context: RunContext

  /// - Parameter isToRelease: whether settings ask for a release.
  /// - Returns: why the tag stage has nothing to do; `nil` if it has to run.
  func skipReason(isToRelease: Bool) -> String? {
    guard !isToRelease, !isInCI, context.selection?.named.contains(.tag) != true else { return nil }
    guard Project.repository(around: context.directory) != nil else {
      return "no version: the agent is not in a git repository"
    }
    do throws(GitFailure) {
      _ = try services.openRepository(context.directory).head()
      return nil
    } catch {
      // The stage reports everything else, such as a damaged repository.
      return error.code == .noCommits ? "no version: the repository has no commit yet" : nil
    }
  }

  private var isInCI: Bool {
    context.ci != nil || services.environment["CI"].map { !$0.isEmpty && $0 != "false" } == true
  }
}
