import ChildProcess
import FileIO
import SystemPackage
import TestSupport
import Testing

/// Podman's Docker-compatible service with a storage of its own.
final class PodmanService: Sendable {
  private let scratch: Scratch
  private let process: TestProcess
  /// For DOCKER_HOST.
  let address: String
  /// The end of its log, where it is installed but may not run.
  let refusal: String?

  init() async throws {
    let program = try #require(Tools.find("podman"))
    scratch = try Scratch()
    let directory = scratch.path
    address = "unix://\(directory)/podman.sock"
    let log = directory.appending("podman.log")
    // crun, the default, refuses kernels with both versions of cgroups; and the default limits may be above ours.
    try directory.appending("containers.conf").write(
      """
      [engine]
      runtime = "runc"
      cgroup_manager = "cgroupfs"
      events_logger = "file"
      [containers]
      default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
      netns = "host"
      cgroupns = "host"

      """)
    process = try TestProcess(
      [
        "/usr/bin/env", "PATH=\(Tools.path)", "CONTAINERS_CONF=\(directory)/containers.conf", program.string, "--root",
        "\(directory)/root", "--runroot", "\(directory)/run", "--storage-driver", "overlay",
        "--cgroup-manager=cgroupfs",
        "system", "service", "--time=0", address,
      ], log: log)
    for _ in 0..<100 {
      let answer = try await Tools.run(
        "curl", ["-sf", "--unix-socket", "\(directory)/podman.sock", "http://podman/_ping"])
      if answer.status.isSuccess {
        refusal = nil
        return
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    refusal = String(try log.text().suffix(400))
  }

  deinit {
    process.stop()
    // Storage that is mounted cannot be removed.
    _ = umountAll(below: scratch.path)
  }
}
