import Diagnostics
import GitHistory
import Languages
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

/// All files of an index or a commit.
struct HookFiles {
  let byPath: [String: GitFile]
  let list: FileList

  init(_ files: [GitFile]) {
    byPath = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
    list = FileList(files.map(\.path))
  }
}

/// Validates manifests that are in git's index or in a commit, not in a directory.
struct HookCheck {
  let call: Invocation
  var exitCode: Int32 = 0
  /// The manifests that stop the hook.
  var failed: [String] = []

  /// Shows the findings about a manifest as git stores it.
  ///
  /// - Parameter files: all of the repository: a project may refer to directories above the agent's.
  mutating func validate(_ manifest: GitFile, among files: HookFiles, of repository: GitRepository) {
    let bytes: [UInt8]
    do throws(GitFailure) {
      bytes = try repository.contents(of: manifest, limit: LoadedAgent.sizeLimit)
    } catch {
      // The other manifests are still checked.
      call.console.show(error.diagnostic)
      fail(manifest, error.failureKind)
      return
    }
    let agent = LoadedAgent(
      manifestPath: FilePath(manifest.path), in: call.currentDirectory, bytes: bytes, given: call.settings)
    call.sources.add(agent.source)
    let findings = agent.loaded.findings(
      in: snapshot(manifest.directory, files), agent.settings,
      packageHosts: PackageHosts(environment: call.environment))
    for finding in findings { call.console.show(finding) }
    let isStrict = agent.settings(Settings.strict) ?? false
    if findings.contains(where: { $0.severity == .error || (isStrict && $0.severity == .warning) }) {
      fail(manifest, .agent)
    }
  }

  private mutating func fail(_ manifest: GitFile, _ kind: FailureKind) {
    failed.append(manifest.path)
    if exitCode == 0 { exitCode = kind.exitCode }
  }

  private func snapshot(_ directory: String, _ files: HookFiles) -> AgentSnapshot {
    // A repository belongs to one thread, and few files are read: it is reopened for each.
    AgentSnapshot(place: directory, files: files.list) { [call] path, limit in
      files.byPath[path].flatMap { file in try? call.openRepository().contents(of: file, limit: limit) }
    }
  }

  /// A hook without findings prints nothing, whatever it ran.
  /// - Returns: the exit status.
  func conclude(stopping what: String) -> Int32 {
    guard exitCode != 0 else { return 0 }
    let manifests = failed.isEmpty ? "" : ": \(failed.joined(separator: ", "))"
    let wish = exitCode == FailureKind.agent.exitCode ? "fix the findings" : "try again"
    call.console.show(
      .error(
        "\(what)-stopped", "agent-pipeline stopped this \(what)\(manifests)",
        hints: ["\(wish), or skip the hooks with `git \(what) --no-verify`"]))
    return exitCode
  }
}

extension Invocation {
  /// git sets `GIT_DIR` for its hooks if the repository is not that of the directory.
  func openRepository() throws(GitFailure) -> GitRepository {
    let named = environment["GIT_DIR"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    return try GitRepository(
      discovering: named.map(directories.absolute) ?? currentDirectory, isNamed: named != nil, environment: environment)
  }
}
