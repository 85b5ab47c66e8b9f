import Diagnostics
import DockerEngine
import OCIImage
import OCIRegistry
import PipelineCore

/// Makes sure that the engine has the images a Dockerfile starts from: private ones need our credentials, which BuildKit
/// would ask a client session for.
struct EngineBases {
  let engine: EngineClient
  let services: BuildServices
  let emit: @Sendable (RunEvent) -> Void
  /// `nil` if the engine's own counts.
  let platform: Platform?

  /// Puts a layout's image into the engine, unless it is there.
  /// - Returns: whether it was not there before.
  func load(_ image: StoredImage, named name: Reference) async throws -> Bool {
    // The name is short, and anyone may have given it: the layers decide.
    let found = try await engine.image(name.engineName)
    if let found, found.diffIDs == image.config.rootfs.diffIDs { return false }
    emit(.progress("loading the base image into the engine"))
    try await engine.load(image, named: name)
    return true
  }

  /// Pulls an image that the engine lacks, or has for another platform.
  func pull(_ text: String) async throws {
    guard let reference = try? Reference(parsing: text) else { return }
    if let image = try await engine.image(reference.engineName), fits(image) { return }
    emit(.line("pulling \(reference)"))
    let place = try await services.mirrors.pull(
      reference, tell: { emit(.line($0)) }, isTrouble: { ($0 as? EngineFailure)?.code == .pullFailed }
    ) { place in
      try await pull(place)
      return place
    }
    guard place != reference else { return }
    // The engine knows it by the mirror's name only. A digest cannot be given to it: it pulls no layer twice.
    if reference.digest == nil {
      try await engine.tag(place.engineName, as: reference)
    } else {
      try await pull(reference)
    }
  }

  private func pull(_ reference: Reference) async throws {
    try await engine.pull(reference, platform: platform, login: await login(reference)) { [emit] event in
      if case .transfer(let text) = event { emit(.progress(text)) }
    }
  }

  private func fits(_ image: EngineImage) -> Bool {
    guard let platform, let os = image.os, let architecture = image.architecture else { return true }
    let variant = image.variant.flatMap { $0.isEmpty ? nil : $0 }
    return platform.accepts(Platform(os: os, architecture: architecture, variant: variant))
  }

  func login(_ reference: Reference) async -> RegistryLogin? {
    let answer = await services.keychain.credential(domain: reference.domain, path: reference.path)
    return answer.credential.map { RegistryLogin(server: reference.domain, fields: $0.engineFields) }
  }
}
