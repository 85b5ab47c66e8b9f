import ChildProcess
import Diagnostics
import GitHistory
import PipelineCore
import Settings
import SystemPackage

/// Completes a clone that lacks history or tags, if the user allows it.
///
/// libgit2 1.5 corrupts shallow clones when it fetches into them, so git itself does this.
struct HistoryFetch {
  private static let timeLimit = Duration.seconds(900)

  let services: StageServices
  let context: RunContext

  func completeIfNeeded() async throws {
    let missing = try await services.withRepository(context) { repository -> (root: FilePath, isShallow: Bool)? in
      let lacksTags = try repository.tags { _ in false }.isEmpty
      let hasRemote = try !repository.remotes().isEmpty
      guard repository.isShallow || lacksTags, hasRemote, let root = repository.workTree else { return nil }
      return (root, repository.isShallow)
    }
    guard let missing else { return }
    let remote = context.settings(Settings.tagGitRemote) ?? "origin"
    context.emit(.progress("fetching the git history"))
    try await fetch(remote, isShallow: missing.isShallow, in: missing.root)
    await services.repositories.forget(context.directory)
  }

  private func fetch(_ remote: String, isShallow: Bool, in root: FilePath) async throws {
    // git accepts this from the command line and the user's own configuration only.
    var arguments = services.trusts(root) ? ["-c", "safe.directory=\(root)"] : []
    arguments += ["fetch", "--quiet", "--tags", "--force"]
    // Asks for no file contents; servers without filters send them anyway.
    if isShallow { arguments += ["--unshallow", "--filter=blob:none"] }
    arguments.append(remote)
    // No one can type a password.
    let environment = services.environment.merging(["GIT_TERMINAL_PROMPT": "0"]) { $1 }
    let exit = try await ChildProcess("git", arguments, environment: environment, workingDirectory: root)
      .run(timeout: Self.timeLimit)
    guard exit.status.isSuccess else {
      throw Failure(
        .infrastructure, "git-fetch",
        "cannot complete the git history from `\(remote)`: `git` ended with \(exit.status)",
        hints: [
          exit.output.split(whereSeparator: \.isNewline).last.map { "git says: \($0)" } ?? "run `git fetch` yourself",
          services.ci.fullHistoryRemedy ?? "clone with the whole history and its tags",
        ])
    }
  }
}
