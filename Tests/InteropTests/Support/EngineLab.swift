import ChildProcess
import FileIO
import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Real engines with a base image that has Python and pip, made once for all tests of a suite.
struct EngineLab: Sendable {
  @TaskLocal static var shared: EngineLab?

  /// What a build may run on.
  enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case classic = "dockerd's classic builder"
    case buildKit = "dockerd's BuildKit"
    case podman = "podman"

    var testDescription: String { rawValue }
  }

  /// The name of the base image in both engines.
  static let base = "agent-base:1"
  /// What builds in it need to reach a server on this machine.
  static let options = ["--build-engine", "docker", "--build-base-image", base, "--build-network", "host"]

  let docker: DockerEngine
  let podman: PodmanService

  static func current() throws -> EngineLab {
    try #require(shared)
  }

  private init() async throws {
    docker = try await DockerEngine()
    podman = try await PodmanService()
    guard docker.refusal == nil else { return }
    let scratch = try Scratch()
    // pip as a wheel needs no installing: Python runs it from the archive.
    try await Tools.succeed(
      "python3", ["-m", "pip", "download", "-q", "--no-deps", "-d", "\(scratch.path)", "pip==24.2"])
    try scratch.path.appending("Dockerfile").write(
      "FROM python:3.11\nCOPY pip-24.2-py3-none-any.whl /opt/pip.whl\nENV PYTHONPATH=/opt/pip.whl\n")
    let archive = "\(scratch.path)/base.tar"
    try await Tools.succeed(
      "skopeo", ["copy", "-q", "oci:\(PushedAgent.pythonBase):3.11", "docker-archive:\(archive):python:3.11"])
    try await docker.call("load", "--quiet", "--input", archive)
    try await Tools.succeed(
      "docker", ["build", "-q", "-t", Self.base, "\(scratch.path)"],
      ["DOCKER_HOST": docker.address, "DOCKER_BUILDKIT": "0"])
    guard podman.refusal == nil else { return }
    try await docker.call("save", "--output", archive, Self.base)
    try await Tools.succeed("docker", ["load", "--quiet", "--input", archive], ["DOCKER_HOST": podman.address])
    // Podman takes a short name in an archive for one of its own, and a short name in a build for Docker Hub's.
    try await Tools.succeed(
      "curl",
      [
        "-sf", "-X", "POST", "--unix-socket", String(podman.address.dropFirst("unix://".count)),
        "http://podman/v1.41/images/localhost/\(Self.base)/tag?repo=docker.io/library/agent-base&tag=1",
      ])
  }

  /// The variables that choose the engine.
  /// - Throws: a cancellation of the test, where the engine does not run here.
  func variables(_ engine: Engine) throws -> [String: String] {
    let refusal = engine == .podman ? podman.refusal : docker.refusal
    if let refusal { try Test.cancel("\(engine.rawValue) does not start here: \(refusal)") }
    return [
      "DOCKER_HOST": engine == .podman ? podman.address : docker.address,
      "DOCKER_BUILDKIT": engine == .classic ? "0" : "1",
    ]
  }

  /// Every image and container of an engine, also those that have no name or have ended.
  func contents(_ engine: Engine) async throws -> Set<String> {
    let socket = (engine == .podman ? podman.address : docker.address).dropFirst("unix://".count)
    struct Entry: Decodable {
      var id: String

      private enum CodingKeys: String, CodingKey {
        case id = "Id"
      }
    }
    var contents: Set<String> = []
    var lists = ["v1.41/images/json?all=1", "v1.41/containers/json?all=1"]
    // Containers of builds are no containers of the compatible service.
    if engine == .podman { lists.append("v4.0.0/libpod/containers/json?all=true&external=true") }
    for list in lists {
      let entries = try await Tools.json(
        [Entry].self, "curl", ["-sf", "--unix-socket", String(socket), "http://engine/\(list)"])
      contents.formUnion(entries.map { "\(list.split(separator: "/")[1]) \($0.id)" })
    }
    return contents
  }

  /// Runs our executable; both streams are its output.
  func run(
    _ engine: Engine, _ arguments: [String], in directory: FilePath, cache: FilePath
  ) async throws -> ChildProcess.Exit {
    try await Tools.run(
      "agent-pipeline", arguments + ["--cache-dir", cache.string, directory.string], try variables(engine))
  }

  /// Starts the engines before the first test of a suite and stops them after the last.
  struct Sharing: SuiteTrait, TestScoping {
    func provideScope(
      for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
      let lab = try await EngineLab()
      try await EngineLab.$shared.withValue(lab) { try await function() }
    }
  }
}

extension Trait where Self == EngineLab.Sharing {
  static var engineLab: Self { Self() }
}
