import Diagnostics
import OCIImage
import SystemPackage

/// Node.js: the packages of a lock file installed by its package manager for the image's platform, and the agent's files as
/// they are, or as a `build` script makes them.
public struct NodeJS: Language {
  static let network = NetworkTrouble(
    unreachable: ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET"],
    untrusted: ["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT"],
    authorities: ["npm": "NODE_EXTRA_CA_CERTS"])

  public init() {}

  public var name: String { "nodejs" }
  public var otherNames: [String] { ["node", "node.js", "javascript", "typescript", "js", "ts"] }
  public var exampleVersion: String? { "20" }
  public var packageManager: String { "npm" }
  public var notation: any DependencyNotation.Type { NPMPackage.self }
  public var projectFile: ProjectFile? { ProjectFile(names: ["package.json"], remedy: "npm init -y") }

  public var interpreter: Interpreter? {
    Interpreter(
      command: "node", suffixes: [".js", ".mjs", ".cjs"], otherModes: ["-c", "-e", "--eval"],
      compiledDirectories: ["dist", "build", "out", "lib"])
  }

  public func defaultBaseImage(version: String?) -> String { "node:\(version ?? "lts")-slim" }

  public var ignoredFiles: [String] { ["**/node_modules", "**/npm-debug.log*", ".npm", "coverage"] }

  public var toolNeeds: ToolNeeds {
    ToolNeeds(
      variables: [
        "npm_config_*", "NPM_CONFIG_*", "NODE_EXTRA_CA_CERTS", "NVM_DIR", "VOLTA_HOME", "YARN_*", "COREPACK_*",
      ],
      hosts: ["registry.npmjs.org", "registry.yarnpkg.com", "repo.yarnpkg.com"],
      userFiles: [".npmrc", ".yarnrc", ".yarnrc.yml", ".config/pnpm/rc"],
      caches: [".npm", ".cache/yarn", ".yarn/berry", ".local/share/pnpm", ".cache/pnpm", ".cache/node"])
  }

  public var toolFiles: [String] { [NodeManifest.name] + NodeManager.files }

  public var usesWorkspace: Bool { true }

  public func workspace(of directory: ProjectDirectory) -> Workspace { NodeProject(directory).workspace }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    let package = try NodePackage(
      request.project.directory, at: agent.place,
      version: request.base?.config?.variables["NODE_VERSION"] ?? agent.version,
      hasEntrypoint: request.options.hasEntrypoint, applicationDirectory: request.applicationDirectory)
    let builds = !request.options.hasCommands
    let installer = NodeInstaller(request: request, package: package, buildsPackages: builds)
    let needed = try await installer.recipe(for: .running, dependencies: agent.dependencies)
    let forTests = try await installer.recipe(for: .testing, dependencies: agent.dependencies + agent.devDependencies)
    let findings = try builds ? package.scriptFindings(at: agent.place) : []
    let application = try await builds ? madeFiles(request, package, installer) : nil
    return RuntimeBuild(
      layers: [needed].compactMap(\.self), application: application, testLayer: forTests,
      entrypoint: package.start, environment: ["NODE_ENV": "production"].merging(package.environment) { $1 },
      testSearchPaths: forTests == nil ? [:] : ["PATH": testPrograms(package, request.applicationDirectory)],
      probeCommand: request.probe.map(command), diagnostics: package.diagnostics + findings)
  }

  /// The agent's files, where they are not those of its directory as they are.
  private func madeFiles(
    _ request: BuildRequest, _ package: NodePackage, _ installer: NodeInstaller
  ) async throws -> LayerRecipe? {
    guard package.project.makesOwnFiles else {
      return try LocalPrograms(package.project, in: request.sources).recipe(in: request.applicationDirectory)
    }
    return try await NodeBuildStep(request: request, package: package, installer: installer).recipe()
  }

  private func testPrograms(_ package: NodePackage, _ directory: String) -> String {
    let shared = "\(NodeInstaller.testDirectory)/.bin"
    return package.project.member.isEmpty ? shared : "\(directory)/node_modules/.bin:\(shared)"
  }

  func command(for probe: HealthProbe) -> [String] {
    let milliseconds = probe.seconds * 1000
    let program =
      switch probe.kind {
      case .http(let path):
        "require('http').get({host:'127.0.0.1',port:\(probe.port),path:'\(HealthProbe.quoted(path))',timeout:\(milliseconds)},"
          + "r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1)).on('timeout',()=>process.exit(1))"
      case .tcp:
        "require('net').connect({host:'127.0.0.1',port:\(probe.port),timeout:\(milliseconds)},"
          + "()=>process.exit(0)).on('error',()=>process.exit(1)).on('timeout',()=>process.exit(1))"
      }
    return ["node", "-e", program]
  }
}
