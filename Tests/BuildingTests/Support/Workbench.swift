import ChildProcess
import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import OCIImage
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// A directory for one test with an agent in it, and the executable that builds it; gone with its last owner.
final class Workbench: Sendable {
  static let repository = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .removingLastComponent()

  static let executable: String = Products.executable.string

  /// A base image that Scripts/test.sh made; nothing where it was not run or this is no Debian 12.
  static func base(_ name: String) -> String? {
    let layout = repository.appending(".tools").appending("\(name)-base")
    return access(layout.appending("index.json").string, F_OK) == 0 ? "oci-layout:\(layout)" : nil
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func has(_ program: String) -> Bool { ExecutableSearch.find(program, path: searchPath) != nil }

  static var searchPath: String { variable("PATH") ?? "/usr/bin:/bin" }

  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  let directory: FilePath
  var agent: FilePath { directory.appending("agent") }
  var image: FilePath { agent.appending(".agent-pipeline").appending("image") }

  /// - Parameter files: of the agent, by path.
  init(_ files: [String: String] = [:], example: String? = nil) throws {
    directory = try Directory.temporary(prefix: "building-test", in: "/tmp")
    // The agent's user in the sandbox is another one.
    chmod(directory.string, 0o755)
    try Directory.create(agent)
    if let example {
      try Self.copy(Self.repository.appending("examples").appending(example), to: agent)
    }
    for (name, text) in files { try write(text, to: name) }
  }

  deinit {
    try? Directory.remove(directory)
  }

  func write(_ text: String, to name: String) throws {
    let path = agent.pushing(FilePath(name))
    try Directory.create(path.removingLastComponent())
    try FileContents.write(Array(text.utf8), to: path)
  }

  private static func copy(_ directory: FilePath, to goal: FilePath) throws {
    try Directory.create(goal)
    for name in try Directory.names(in: directory) where name != ".agent-pipeline" {
      let path = directory.appending(name)
      if try FileStatus.of(path)?.kind == .directory {
        try copy(path, to: goal.appending(name))
      } else {
        try OpenFile.copy(path, to: goal.appending(name), permissions: 0o644)
      }
    }
  }

  struct Outcome {
    var exitCode: Int32
    var output: String
    var report: RunReport?

    var diagnostics: [String] {
      guard let agent = report?.agents.first else { return [] }
      return agent.diagnostics.map(\.code)
    }
    /// The codes of the findings that are errors.
    var errors: [String] {
      (report?.agents.first?.diagnostics ?? []).filter { $0.severity == .error }.map(\.code)
    }
    var image: ImageReport? { report?.agents.first?.image }
    /// The digest of the first layer with the role.
    func layer(_ role: ImageReport.Layer.Role) -> String? { image?.layers.first { $0.role == role }?.diffID }
  }

  /// Runs the executable on the agent.
  /// - Parameter place: a directory of it that is the agent instead.
  @discardableResult
  func run(
    _ command: String, _ arguments: [String] = [], environment: [String: String] = [:], cache: String = "cache",
    umask: String = "022", of place: String = "."
  ) async throws -> Outcome {
    let agent = agent.pushing(FilePath(place)).lexicallyNormalized()
    var variables = [
      "PATH": Self.searchPath, "HOME": Self.variable("HOME") ?? "/root",
      "AGENT_PIPELINE_CACHE_DIR": directory.appending(cache).string, "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1",
    ]
    variables.merge(environment) { $1 }
    let process = ChildProcess(
      "/bin/sh",
      ["-c", "umask \(umask); exec \"$@\"", "sh", Self.executable, command, agent.string] + arguments,
      environment: variables, workingDirectory: directory)
    let exit = try await process.run(timeout: .seconds(300))
    guard case .exited(let code) = exit.status else { throw Failed(output: exit.output) }
    let text = try? FileContents.read(agent.appending(".agent-pipeline/report.json"), limit: 16 << 20)
    return Outcome(
      exitCode: code, output: exit.output,
      report: text.flatMap { try? JSONDecoder().decode(RunReport.self, from: Data($0)) })
  }

  struct Failed: Error {
    var output: String
  }

  /// The paths of the image's own layers.
  /// - Parameter place: a directory of it that is the agent instead.
  func paths(in role: ImageReport.Layer.Role, of outcome: Outcome, of place: String = "") throws -> [String] {
    let layout = try ImageLayout(
      opening: agent.pushing(FilePath(place)).appending(".agent-pipeline").appending("image"))
    return try (outcome.image?.layers ?? []).filter { $0.role == role }.flatMap { layer in
      let digest = try #require(Digest(layer.digest))
      let blob = try layout.open(
        Descriptor(mediaType: MediaType.layerGzip, digest: digest, size: layer.sizeBytes))
      let archive = TarReader(try GunzipReader(blob))
      var paths: [String] = []
      while let entry = try archive.next() { paths.append(String(decoding: entry.path, as: UTF8.self)) }
      return paths
    }
  }
}

/// A manifest of a few lines.
func manifest(_ runtime: String, _ more: String = "") -> String {
  """
  apiVersion: agent.dev/v1
  kind: Agent
  metadata: {name: tested, version: 0.1.0}
  spec:
    runtime: \(runtime)
    model: {provider: openai, name: gpt-4o-mini}
    capabilities: [chat]
  \(more.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

  """
}

extension Workbench {
  /// Runs a line of shell in the agent's directory.
  func shell(_ line: String) async throws -> (status: Int32, output: String) {
    let environment = ["PATH": Self.searchPath, "HOME": Self.variable("HOME") ?? "/root"]
    let exit = try await ChildProcess(
      "/bin/sh", ["-c", line], environment: environment, workingDirectory: agent
    ).run(timeout: .seconds(120))
    guard case .exited(let code) = exit.status else { throw Failed(output: exit.output) }
    return (code, exit.output)
  }
}

extension Workbench {
  /// Runs `agent-pipeline cache` on the tests' own cache.
  func cache(_ command: String) async throws -> (status: Int32, output: String) {
    try await shell("\(Self.executable) cache \(command) --cache-dir \(directory)/cache")
  }
}

/// Documents of images, as they stand in a layout.
enum JSON {
  static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes))
  }
}
