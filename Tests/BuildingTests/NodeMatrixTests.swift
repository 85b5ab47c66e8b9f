import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import SystemPackage
import Testing

/// Small projects, built here and by their package manager in a clean directory: the packages and their versions are the
/// same, and the program prints the same.
@Suite("Node.js projects are what their package manager would make of them", .enabled(if: NodeProjectCase.isPossible))
struct NodeMatrixTests {
  /// Each package below the directories that Node.js looks into, as `name@version`; links are followed.
  private static let list = """
    const f = require('fs'), p = require('path'), seen = new Set(), found = new Set();
    function modules(d) {
      if (!f.existsSync(d) || seen.has(d = f.realpathSync(d))) return; seen.add(d);
      for (const n of f.readdirSync(d)) {
        if (n.startsWith('.')) continue;
        for (const q of n.startsWith('@') ? f.readdirSync(p.join(d, n)).map(m => p.join(n, m)) : [n]) {
          const j = JSON.parse(f.readFileSync(p.join(d, q, 'package.json')));
          found.add(j.name + '@' + j.version); modules(p.join(d, q, 'node_modules'));
        }
      }
    }
    for (const d of process.argv.slice(1)) modules(p.join(d, 'node_modules'));
    console.log([...found].sort().join(' '))
    """

  @Test(arguments: NodeProjectCase.all)
  func `with the same packages and output`(example: NodeProjectCase) async throws {
    let bench = try Workbench(
      example.files.merging([
        "\(example.place.isEmpty ? "." : example.place)/agent.yaml": manifest("nodejs"),
        "../list.js": Self.list, "../bin/yarn": NodeProjectCase.yarn,
      ]) { $1 })
    let registry = try await NodeRegistry(in: bench)
    defer { registry.stop() }
    let setting = [
      "npm_config_registry=\(registry.origin)", "YARN_REGISTRY=\(registry.origin)",
      "npm_config_cache=\(bench.directory)/npm",
      "YARN_CACHE_FOLDER=\(bench.directory)/yarn", "npm_config_update_notifier=false", "npm_config_fund=false",
      "npm_config_audit=false",
    ]
    let start = "export \(setting.joined(separator: " ")); chmod +x ../bin/yarn; PATH=$PWD/../bin:$PATH; "
    // What the project's author did, and what its own tool makes of that elsewhere.
    let own = try await bench.shell(
      start + "git init -q . && (\(example.lock)) >../log 2>&1 && find . -name node_modules -prune -exec rm -r {} + && "
        + "mkdir ../clean && cp -r . ../clean && cd ../clean && (\(example.install)) >>../log 2>&1 || { cat ../log; exit 1; }; "
        + "cd ./\(example.place) && npm start --silent && node \(bench.directory)/list.js . \(bench.directory)/clean")
    #expect(own.status == 0, "\(own.output)")
    let outcome = try await bench.run(
      "build", ["--build-base-image", Workbench.base("nodejs") ?? "", "--check-reproducible"],
      environment: [
        "npm_config_registry": registry.origin, "YARN_REGISTRY": registry.origin,
        "PATH": "\(bench.directory)/bin:\(Workbench.searchPath)",
      ], of: example.place.isEmpty ? "." : example.place)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let root = try await bench.unpack(outcome, to: "root", of: example.place)
    let made = try await bench.shell(
      "cd \(root)/app && \(try command(bench, example, below: root)) && node \(bench.directory)/list.js . ..")
    #expect(made.output == own.output, "\(outcome.output)")
    #expect(made.output.split(separator: "\n").first.map(String.init) == example.output)
    try await checkDockerfile(bench, example, start, expecting: own.output)
  }

  /// An engine installs the same by the generated Dockerfile, or is said not to.
  private func checkDockerfile(
    _ bench: Workbench, _ example: NodeProjectCase, _ start: String, expecting output: String
  ) async throws {
    let place = SourceLocation(file: "agent.yaml", line: 1, column: 1)
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)) { path, _ in
      path != ".git" && !path.contains(".agent-pipeline")
    }.scan(bench.agent)
    let request = DockerfileRequest(
      agent: AgentDeclaration(name: "x", runtime: Located(RuntimeSelection(NodeJS()), at: place)),
      project: ProjectTree(tree: SourceTree(directory: bench.agent, entries: entries), agent: example.place),
      base: "node", isDefaultBase: false, applicationDirectory: "/app", probe: nil)
    guard example.place.isEmpty, !example.isWorkspace else {
      let failure = #expect(throws: Failure.self) { try NodeJS().dockerfile(request) }
      #expect(failure?.diagnostic.code == "workspace-needs-embedded-builder")
      return
    }
    let file = try NodeJS().dockerfile(request)
    let text = file.stages.text + "FROM node\n" + file.image.text
    let root = try await DockerfileRun(bench: bench, setting: start).run(text)
    let listed = try await bench.shell("cd \(root)/app && node \(bench.directory)/list.js . ..")
    #expect("\(example.output)\n\(listed.output)" == output, "\(text)")
  }

  /// How a container of the image starts, in an unpacked one.
  private func command(_ bench: Workbench, _ example: NodeProjectCase, below root: FilePath) throws -> String {
    let layout = try ImageLayout(
      opening: bench.agent.pushing(FilePath(example.place)).appending(".agent-pipeline/image"))
    let config = try #require(try layout.image(tag: "latest", for: .host).config.config)
    let variables = config.variables.filter { !["PATH", "HOME"].contains($0.key) }.map { "'\($0.key)=\($0.value)'" }
    let words = (config.entrypoint ?? []).map { $0.hasPrefix("/app/") ? "'\(root)\($0)'" : "'\($0)'" }
    return (["env"] + variables.sorted() + words).joined(separator: " ")
  }
}
