import AgentManifest
import Diagnostics
import FileIO
import Glibc
import ImageBuilding
import OCIImage
import PipelineCore
import Sandbox
import Settings
import SystemPackage
import TextFormats

/// The built image, unpacked and ready to be run.
struct TestImage {
  let context: RunContext
  let built: BuiltImage
  let scratch: FilePath
  let image: StoredImage
  /// Who the image's users are on the host.
  let userMap: UserMap?

  init(context: RunContext, built: BuiltImage, scratch: FilePath) throws {
    self.context = context
    self.built = built
    self.scratch = scratch
    image = try StoredImage(
      built.testedImage, in: context.layout(BuiltImage.layoutDirectory))
    let ids = (image.config.config?.user ?? "").split(separator: ":").compactMap { UInt32($0) }
    userMap = UserMap.shifted(including: ids)
  }

  /// Unpacks the image, and then what only the tests need.
  func unpack(_ journal: inout StageJournal) throws -> FilePath {
    let watch = Stopwatch()
    context.emit(.progress("unpacking the image"))
    let root = scratch.appending("root")
    let extra = try built.testLayers.map { layer in
      LayerUnpacker.Source(
        layer: layer.descriptor, diffID: layer.diffID,
        layout: try context.layout(BuiltImage.testLayoutDirectory))
    }
    let limits = UnpackLimits(
      bytes: context.settings(Settings.testMaxUnpackedSize).map { Int64($0) << 30 },
      entries: context.settings(Settings.testMaxFiles))
    // Only root can give files away; otherwise the container's only user owns all of them.
    let unpacker: LayerUnpacker
    if let userMap {
      unpacker = LayerUnpacker(limits: limits) { userMap.outside($0) }
    } else {
      unpacker = LayerUnpacker(limits: limits)
    }
    try unpacker.unpack(image, with: extra, into: root)
    try Task.checkCancellation()
    journal.record(
      CheckReport(
        id: "unpack", outcome: .passed, durationSeconds: watch.seconds,
        message: "\(HumanText.count(image.manifest.layers.count, "layer")), digests and diff ids verified"))
    return root
  }

  /// How a Docker Engine would start the image.
  func specification(
    _ manifest: AgentManifest, testEnvironment: [String: String], root: FilePath, log: SandboxLog,
    limits: SandboxLimits, stateDirectory: FilePath
  ) throws -> SandboxSpecification {
    let config = image.config.config ?? ImageConfig.Execution()
    let arguments = (config.entrypoint ?? []) + (config.command ?? [])
    guard !arguments.isEmpty else {
      throw Failure(
        .agent, "nothing-to-run", "the image has no entrypoint and no command",
        hints: ["set `spec.pipeline.build.entrypoint`"])
    }
    var environment = config.variables
    for variable in manifest.spec.environment where environment[variable.name.value] == nil {
      environment[variable.name.value] = variable.defaultValue
    }
    environment = try SearchPaths.adding(
      testEnvironment, to: environment, at: context.settings.origin(of: Settings.testEnvironment)?.location)
    let workingDirectory = config.workingDirectory.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
    let contents = try RootDirectory(opening: root)
    let programs = ImagePrograms(root: contents, environment: environment, workingDirectory: workingDirectory)
    guard try programs.contains(arguments[0]) else { throw missing(arguments[0], manifest) }
    var specification = SandboxSpecification(
      root: root, arguments: arguments, environment: environment, workingDirectory: workingDirectory,
      user: try ImageUser.resolve(config.user ?? "", in: contents), log: log,
      stateDirectory: stateDirectory, limits: limits, userMap: userMap)
    specification.isReadOnly = context.settings(Settings.testReadOnly) ?? false
    let volumes = manifest.spec.volumes.filter { $0.kind != .configmap }
    for volume in volumes {
      let path =
        "/" + FilePath(volume.target.value).lexicallyNormalized().components.map(\.string).joined(separator: "/")
      guard try prepare(path, below: root, for: specification.user) else { continue }
      if volume.isReadOnly { specification.protected.append(path) } else { specification.writable.append(path) }
    }
    specification.holdsInputOpen = TestPlan(manifest.spec).holdsInputOpen
    return specification
  }

  /// Makes the directory of a volume for the user where the image has none.
  /// - Returns: whether it is a directory that a mount may name: no link on the way leads out of the image.
  private func prepare(_ path: String, below root: FilePath, for user: SandboxSpecification.User) throws -> Bool {
    var place = root
    for name in FilePath(path).components {
      place.append(name)
      switch try FileStatus.of(place)?.kind {
      case .directory: continue
      case nil:
        try Directory.create(place)
        let owner = (userMap?.outside(user.uid) ?? geteuid(), userMap?.outside(user.gid) ?? getegid())
        guard chown(place.string, owner.0, owner.1) == 0 else { return false }
      default: return false
      }
    }
    return path != "/"
  }

  private func missing(_ program: String, _ manifest: AgentManifest) -> Failure {
    let place = context.settings.origin(of: Settings.buildEntrypoint)?.location ?? manifest.spec.runtime.location
    let hint =
      program.contains(" ")
      ? "write program and arguments as separate strings: [\(program.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", "))]"
      : "add the package that provides it to `spec.dependencies`, or choose a base image that has it"
    return Failure(
      .agent, "program-missing", "the image starts `\(program)`, which it does not contain", at: place, hints: [hint])
  }
}
