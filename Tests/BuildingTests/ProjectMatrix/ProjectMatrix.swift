import FileIO
import PipelineCore
import SystemPackage
import Testing

/// A small project of one layout: built by us, and by its own tool in a clean directory.
struct MatrixProject: Sendable, CustomTestStringConvertible {
  var name: String
  /// Of the host; without them, the project's own tool cannot build it.
  var tools: [String]
  var runtime: String
  /// More of agent.yaml's `spec`.
  var settings = ""
  /// The agent's directory in the repository.
  var place = "."
  var files: [String: String]
  /// Makes what else the repository has.
  var prepare = ""
  /// Builds the project with its own tool, below `$OUT`, and runs it; in the agent's directory of a copy.
  var native: String
  /// Runs what is in the image, with its root in `$ROOT`.
  var ours = "\"$ROOT/app/tested\""
  /// Lists what is in it, from `$OUT` and from `$ROOT`.
  var lists: (native: String, ours: String)?
  /// What the program must print.
  var says: String

  var testDescription: String { name }
}

extension Workbench {
  /// Builds the project in two ways and compares what came of it.
  static func compare(_ project: MatrixProject, base: String) async throws {
    var files = project.files
    files[project.place == "." ? "agent.yaml" : "\(project.place)/agent.yaml"] = manifest(
      project.runtime, project.settings)
    let bench = try Workbench(files)
    let made = try await bench.shell("git init -q; \(project.prepare)")
    #expect(made.status == 0, "\(made.output)")
    let out = bench.directory.appending("out")
    let native = try await bench.shell(
      "export OUT=\(out); mkdir $OUT && cp -R . ../clean && cd ../clean/\(project.place) && { \(project.native); }")
    #expect(native.status == 0 && native.output.hasSuffix(project.says), "\(native.output)")

    let home = bench.directory.appending("home")
    let outcome = try await bench.run(
      "build", ["--check-reproducible", "--build-base-image", base],
      environment: Self.exists(home.string) ? ["HOME": home.string] : [:], of: project.place)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let root = bench.directory.appending("root")
    try Directory.create(root)
    let image = bench.agent.pushing(FilePath(project.place)).appending(".agent-pipeline/image/blobs/sha256")
    for layer in outcome.image?.layers ?? [] where layer.role != .base {
      let unpacked = try await bench.shell(
        "tar -xzf \(image.appending(String(layer.digest.dropFirst("sha256:".count)))) -C \(root)")
      #expect(unpacked.status == 0, "\(unpacked.output)")
    }
    let variables = "export ROOT=\(root) OUT=\(out)"
    let said = try await bench.shell("\(variables); \(project.ours) 2>&1")
    #expect(said.output == project.says)
    guard let lists = project.lists else { return }
    let (theirs, own) = (
      try await bench.shell("\(variables); \(lists.native)"), try await bench.shell("\(variables); \(lists.ours)")
    )
    #expect(!own.output.isEmpty && own.output == theirs.output)
  }
}
