import ChildProcess
import SystemPackage
import TestSupport

/// nektos/act, which runs workflows of GitHub's on this machine without containers.
enum Act {
  /// The machine's programs without ours: the action has to install it.
  static let path = Tools.path.split(separator: ":").filter { $0 != Products.directory.string }.joined(separator: ":")

  /// Runs a workflow for a push.
  /// - Parameters:
  ///   - home: for what act keeps, the tool cache among it.
  ///   - variables: what steps get; PATH is act's own.
  static func push(
    _ workflow: String, in repository: FilePath, home: FilePath, _ variables: [String: String] = [:],
    arguments: [String] = [], path: String = path
  ) async throws -> ChildProcess.Exit {
    try await Tools.run(
      "act",
      ["push", "-W", workflow, "-P", "ubuntu-latest=-self-hosted", "--pull=false"] + arguments
        + variables.sorted { $0.key < $1.key }.flatMap { ["--env", "\($0.key)=\($0.value)"] }, in: repository,
      [
        "PATH": path, "XDG_CACHE_HOME": "\(home)/xdg-cache", "XDG_CONFIG_HOME": "\(home)/xdg-config",
        // There is no daemon to fall back on.
        "DOCKER_HOST": "unix:///nonexistent",
      ])
  }
}
