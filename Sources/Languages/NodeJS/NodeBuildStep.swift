import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Runs the `build` script of package.json, and those of packages in the agent's directory, in a copy of the project with the
/// dev dependencies. Their product goes into the image instead of the agent's files as they are.
struct NodeBuildStep: Sendable {
  let request: BuildRequest
  let package: NodePackage
  let installer: NodeInstaller

  private var hasBuild: Bool { package.project.manifest?.hasBuild == true }

  /// The script may read every file of the project, so all of them decide.
  func recipe() async throws -> LayerRecipe {
    let tool = try NodeTool(request, package.project)
    let node = BuildTool("node", install: "apt-get install nodejs", NodeJS.network, request)
    return LayerRecipe(
      "application", role: .application, directoryInImage: request.applicationDirectory,
      inputs: [
        "node-build-2", package.project.manager.rawValue, try await tool.version(),
        try await node.version(["--version"]),
        "\(request.platform)", request.isMusl ? "musl" : "glibc", try request.project.digest(),
      ], summary: "built by `\(package.project.manager.command) run \(hasBuild ? "build" : InstallScripts.prepare)`"
    ) { try await build(into: $0) }
  }

  private func build(into directory: FilePath) async throws {
    try await Directory.withTemporary(prefix: "build", beside: directory) { scratch in
      _ = try request.project.copy(to: scratch)
      if package.lock != nil { try await installer.install(in: scratch, production: false) }
      try await installer.buildLocal(in: scratch)
      let place = package.project.agent.place
      if hasBuild { try await installer.run("build", in: place, of: scratch) }
      for place in installer.places { try Directory.remove(try inside(scratch, place).appending("node_modules")) }
      let agent = try inside(scratch, place)
      for name in try Directory.names(in: agent) {
        try Directory.move(agent.appending(name), to: directory.appending(name))
      }
    }
  }

  /// A directory of the copy: a script may have put a link in its place.
  private func inside(_ copy: FilePath, _ place: String) throws -> FilePath {
    let directory = copy.pushing(FilePath(place))
    try Project(only: copy).require(directory)
    return directory
  }
}
