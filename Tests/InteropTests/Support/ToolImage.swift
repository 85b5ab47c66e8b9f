import ChildProcess
import FileIO
import SystemPackage
import Testing

/// The container image of this tool that Scripts/test.sh or `make image` made, in a storage of podman of its own.
final class ToolImage: Sendable {
  /// A program that needs shared libraries is no program for the image, so the tests do not make it themselves.
  static let archive: FilePath? = {
    for place in [Tools.package.appending(".tools").appending("release"), Tools.package.appending("dist")] {
      let names = (try? Directory.names(in: place)) ?? []
      let name = names.sorted().last { $0.contains(/^agent-pipeline-[^-].*-image-linux-.*\.tar$/) }
      if let name { return place.appending(name) }
    }
    return nil
  }()

  private let scratch: Scratch
  /// What podman says, where it is installed but may not run.
  let refusal: String?
  private static let name = "localhost/agent-pipeline:latest"

  init() async throws {
    scratch = try Scratch()
    let archive = try #require(Self.archive)
    // As for the service of podman.
    try scratch.path.appending("containers.conf").write(
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
    var trial = try await Self.podman(["load", "-q", "-i", archive.string], scratch.path)
    if trial.status.isSuccess { trial = try await Self.podman(["run", "--rm", Self.name, "true"], scratch.path) }
    refusal = trial.status.isSuccess ? nil : String(trial.output.suffix(400))
  }

  deinit {
    _ = umountAll(below: scratch.path)
  }

  /// What lets an ordinary user of a container make namespaces; Docker's word for the second is `systempaths=unconfined`.
  static let namespaces = ["--security-opt", "seccomp=unconfined", "--security-opt", "unmask=ALL"]

  /// Runs a command in the image, or its own; both streams are its output.
  func run(_ options: [String] = [], command: [String] = []) async throws -> ChildProcess.Exit {
    if let refusal { try Test.cancel("podman does not run here: \(refusal)") }
    return try await Self.podman(["run", "--rm"] + options + [Self.name] + command, scratch.path)
  }

  private static func podman(_ arguments: [String], _ scratch: FilePath) async throws -> ChildProcess.Exit {
    let storage = ["--root", "\(scratch)/root", "--runroot", "\(scratch)/run", "--storage-driver", "overlay"]
    return try await Tools.run(
      "podman", storage + ["--cgroup-manager=cgroupfs"] + arguments,
      ["CONTAINERS_CONF": "\(scratch)/containers.conf"])
  }
}

extension Trait where Self == ConditionTrait {
  static var needsToolImage: Self {
    .enabled(
      if: ToolImage.archive != nil, "not made: dist/agent-pipeline-VERSION-image-linux-ARCH.tar; `make image` makes it")
  }
}
