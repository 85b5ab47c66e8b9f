import Diagnostics
import DockerEngine
import OCIImage
import OCIRegistry
import PipelineCore

/// Sees to it that the engine holds the images a Dockerfile starts from: private ones need our credentials, and BuildKit
/// would ask a client for them that there is not.
struct EngineBases {
  let engine: EngineClient
  let services: StageServices
  let context: RunContext
  /// Nothing where the engine's own counts.
  let platform: Platform?

  /// What a base in a layout is called in the engine.
  static func name(ofLayoutImage digest: Digest) throws -> Reference {
    try Reference(parsing: "agent-pipeline/base:\(digest.short)")
  }

  /// Puts a layout's image into the engine, unless it is there.
  /// - Returns: its name, and whether it was not there before.
  func load(_ image: StoredImage) async throws -> (name: Reference, isNew: Bool) {
    let name = try Self.name(ofLayoutImage: image.descriptor.digest)
    // The name is short, and anybody may have given it: the layers tell.
    let found = try await engine.image(name.engineName)
    if let found, found.diffIDs == image.config.rootfs.diffIDs { return (name, false) }
    context.emit(.progress("loading the base image into the engine"))
    try await engine.load(image, named: name)
    return (name, true)
  }

  /// Pulls an image that the engine lacks, or has for another platform.
  func pull(_ text: String) async throws {
    guard let reference = try? Reference(parsing: text) else { return }
    if let image = try await engine.image(reference.engineName), fits(image) { return }
    let emit = context.emit
    emit(.line("pulling \(reference)"))
    func pull(_ reference: Reference) async throws {
      try await engine.pull(reference, platform: platform, login: await login(reference)) { event in
        if case .transfer(let text) = event { emit(.progress(text)) }
      }
    }
    if let mirror = try RegistryMirrors(context.settings).mirror(of: reference) {
      do {
        try await pull(mirror)
        if reference.digest == nil { return try await engine.tag(mirror.engineName, as: reference) }
      } catch let error as EngineFailure where error.code == .pullFailed {
        emit(.line("the mirror does not help: \(error); asking `\(reference.domain)` itself"))
      }
    }
    try await pull(reference)
  }

  private func fits(_ image: EngineImage) -> Bool {
    guard let platform, let os = image.os, let architecture = image.architecture else { return true }
    let variant = image.variant.flatMap { $0.isEmpty ? nil : $0 }
    return platform.accepts(Platform(os: os, architecture: architecture, variant: variant))
  }

  func login(_ reference: Reference) async -> RegistryLogin? {
    let answer = await services.keychain(context.settings).credential(domain: reference.domain, path: reference.path)
    return answer.credential.map { RegistryLogin(server: reference.domain, fields: $0.engineFields) }
  }
}

extension Reference {
  /// What engines find it by.
  var engineName: String { digest.map { "\(repository)@\($0)" } ?? "\(repository):\(tag ?? "latest")" }
}
