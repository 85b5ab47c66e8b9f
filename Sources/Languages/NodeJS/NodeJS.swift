public import AgentManifest
import Diagnostics
import SystemPackage

/// Node.js: the packages of a lock file installed by npm for the image's platform, and the agent's files as they are.
public struct NodeJSRuntime: AgentRuntime {
  public init() {}

  public var language: RuntimeSelection.Language { .nodejs }
  public var includesSources: Bool { true }
  public var defaultEntrypoint: [String]? { nil }

  public func defaultBaseImage(version: String?) -> String { "node:\(version ?? "lts")-slim" }

  public var ignoredFiles: [String] { ["**/node_modules", "**/npm-debug.log*", ".npm", "coverage"] }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let spec = request.manifest.spec
    let package = try NodePackage(request.sources, at: spec.runtime.location)
    let npm = NpmInstaller(request: request, package: package)
    let needed = try npm.recipe(for: .running, dependencies: spec.dependencies)
    let forTests = try npm.recipe(for: .testing, dependencies: spec.dependencies + spec.devDependencies)
    return RuntimeBuild(
      layers: [needed].compactMap(\.self), testLayer: forTests,
      entrypoint: package.start, environment: ["NODE_ENV": "production"],
      testSearchPaths: forTests == nil ? [:] : ["PATH": "\(NpmInstaller.testFolder)/.bin"],
      probeCommand: request.probe.map(command), diagnostics: package.diagnostics)
  }

  func command(for probe: HealthProbe) -> [String] {
    let milliseconds = probe.seconds * 1000
    let program =
      switch probe.kind {
      case .http(let path):
        "require('http').get({host:'127.0.0.1',port:\(probe.port),path:'\(quoted(path))',timeout:\(milliseconds)},"
          + "r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1)).on('timeout',()=>process.exit(1))"
      case .tcp:
        "require('net').connect({host:'127.0.0.1',port:\(probe.port),timeout:\(milliseconds)},"
          + "()=>process.exit(0)).on('error',()=>process.exit(1)).on('timeout',()=>process.exit(1))"
      }
    return ["node", "-e", program]
  }

  /// A URL's path inside a JavaScript text in single quotes.
  private func quoted(_ path: String) -> String {
    path.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
  }
}
