import ChildProcess
import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Python packages to install into one layer.
struct PythonRequest: Sendable {
  var build: BuildRequest
  var target: TargetPython
  var steps: [PythonStep]
  /// Versions that other layers have already: `name==1.0`. Nothing else may be chosen for these names.
  var constraints: [String] = []
  /// `agent.dependencies` or `spec.dev_dependencies`, for the places of findings.
  var dependencies: [Located<String>]
  /// The requirements.txt that a step installs.
  var requirements: RequirementsFile?
  /// Where the environment is in the image; absolute.
  var place: String
  /// What runs the packages' commands; absolute.
  var interpreter: String
  /// Whether the layer makes the environment, or adds to one that a layer below makes.
  var isWhole = true
  /// What the layer is made from, for people.
  var summary: String

  var version: String { target.version }

  /// Rises when what an installation looks like changes.
  private static let recipe = "python-packages-4"

  /// Whether a step sees files of the project besides requirements files.
  var needsProject: Bool {
    requirements?.hasLocalPackages == true || requirements?.reachesOut == true
      || steps.contains { step in
        switch step {
        case .local: true
        case .wheels: false
        case .exact(let packages): packages.contains { $0.isInProject }
        case .resolve(_, let names): names.contains { $0.hasPrefix(".") }
        }
      }
  }

  /// The package manager is among them: which versions it chooses is its own decision.
  func inputs(_ installer: String) throws -> [String] {
    [
      Self.recipe, installer, target.fullVersion, target.interpreter, "\(build.platform)",
      build.isMusl ? "musl" : "glibc", place, interpreter, "\(isWhole)", requirements?.digest ?? "no requirements file",
      needsProject ? try build.project.digest() : "",
    ] + steps.flatMap(\.inputs) + constraints
  }

  /// The layer of these packages.
  func recipe(_ name: String) async throws -> LayerRecipe {
    let inputs = try inputs(try await PythonInstaller.version(for: build, version))
    var recipe = LayerRecipe(name, role: .dependencies, directoryInImage: place, inputs: inputs, summary: summary) {
      directory in
      guard !WheelPlatforms.tags(for: build.platform, isMusl: build.isMusl).isEmpty else {
        throw Failure(
          .agent, "platform-not-buildable", "there are no Python wheels for the platform `\(build.platform)`",
          hints: ["build for `linux/amd64` or `linux/arm64`"])
      }
      let environment = VirtualEnvironment(directory: directory, version: version)
      try await Directory.withTemporary(prefix: "python", beside: directory) { own in
        try await install(into: environment, own)
      }
      try InstalledNames(in: environment).require(namedPackages, at: build.agent.place)
      try BuiltMachineCode(environment: environment, platform: build.platform, isMusl: build.isMusl)
        .check(at: build.agent.place)
      try PatchLevel.check(environment, for: self)
      try environment.finish(for: isWhole ? target : nil, running: interpreter)
    }
    if steps.allSatisfy(\.buildsProject) { recipe.projectFiles = [""] }
    return recipe
  }
}

extension PythonRequest {
  private func install(into environment: VirtualEnvironment, _ own: FilePath) async throws {
    let isUv = try PythonInstaller.isUv(for: build)
    let sources = try PythonSources(self, in: own)
    let builder = SourceWheel(request: self, directory: own.appending("wheels"))
    var waiting = steps
    var wheels: [FilePath] = []
    var number = 0
    while let step = waiting.first {
      number += 1
      do {
        let order = try PythonOrder(step, of: self, sources, number: number, finding: wheels)
        // uv builds either all packages or none; pip builds the project's and takes wheels of the others.
        if isUv, !order.usesGit, order.buildsProject || !needsProject {
          try await UvInstaller(request: self).install(order, into: environment)
        } else {
          try await PipInstaller(request: self).install(order, into: environment)
        }
        waiting.removeFirst()
      } catch let missing as SourceOnly {
        guard wheels.count < SourceWheel.limit,
          let wheel = try await builder.build(missing, locked: step.locked(missing.identity))
        else { throw missing.failure }
        wheels.append(wheel)
        waiting = step.replacing(missing.identity, with: wheel) + waiting.dropFirst()
      }
    }
  }
}

extension LockedPackage {
  /// Whether it is made from the project's files.
  var isInProject: Bool {
    switch source {
    case .directory, .file: true
    case .index, .url, .git: false
    }
  }
}
