import DockerEngine
import ImageBuilding
import OCIImage
import PipelineCore
import Sandbox
import Settings
import SystemPackage

/// What runs the image: the setting `test.engine`.
struct TestEngine {
  let engine: any SandboxEngine
  /// Removes what was only needed for the test, even if the run is being stopped.
  let dismantle: @Sendable () async -> Void

  static func choose(
    _ context: RunContext, _ services: StageServices, _ built: BuiltImage, _ host: SandboxHost
  ) async throws -> TestEngine {
    let choice = context.settings(Settings.testEngine) ?? .auto
    if choice == .docker { return try await docker(context, services, built) }
    let engine = try await SandboxEngines.select(SandboxEngineID(rawValue: choice.rawValue), host: host)
    return TestEngine(engine: engine, dismantle: {})
  }

  /// An image that the engine built is already in it; any other is loaded for the test.
  private static func docker(
    _ context: RunContext, _ services: StageServices, _ built: BuiltImage
  ) async throws -> TestEngine {
    let client = try await services.engines.connect()
    let layout = try context.layout(BuiltImage.layoutDirectory)
    let image = try StoredImage(built.testedImage, in: layout)
    let additions = try built.testLayers.map { layer in
      try context.layout(BuiltImage.testLayoutDirectory)
        .blobPath(layer.descriptor.digest)
    }
    func sandbox(_ image: String) -> EngineSandbox {
      EngineSandbox(client: client, image: image, additions: additions)
    }
    let id = "\(image.manifest.config.digest)"
    if try await client.image(id) != nil { return TestEngine(engine: sandbox(id), dismantle: {}) }
    let reference = try Reference(parsing: "agent-pipeline/test:\(image.descriptor.digest.short)")
    context.emit(.progress("loading the image into the engine"))
    try await client.load(image, named: reference)
    return TestEngine(
      engine: sandbox(reference.engineName),
      dismantle: { await Task { _ = try? await client.remove(image: reference.engineName) }.value })
  }
}
