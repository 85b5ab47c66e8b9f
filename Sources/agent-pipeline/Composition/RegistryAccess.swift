import OCIImage
import OCIRegistry
import Reporting
import Stages

extension Invocation {
  /// - Parameter isDestination: whether it is written to: then the environment's credentials are for it.
  func client(for reference: Reference, isDestination: Bool = false) -> RegistryClient {
    services.registry(
      for: reference, settings, destinations: isDestination ? [reference.domain] : [],
      onNotice: { notice in
        if case .credential = notice, presentation.detail != .verbose { return }
        tell("\(notice)")
      })
  }

  /// Copies an image into a layout: from a mirror where one is set, else or where it fails from the registry itself.
  func pull(_ reference: Reference, platform: Platform?, to layout: ImageLayout) async throws -> Descriptor {
    if let mirror = try RegistryMirrors(settings).mirror(of: reference) {
      do {
        return try await copy(mirror, platform, layout)
      } catch let error as RegistryFailure where error.failureClass != .cancelled {
        tell("the mirror does not help: \(error); asking `\(reference.domain)` itself")
      }
    }
    return try await copy(reference, platform, layout)
  }

  private func copy(_ reference: Reference, _ platform: Platform?, _ layout: ImageLayout) async throws -> Descriptor {
    try await client(for: reference).pull(reference, platform: platform, to: layout) { blob in
      if let line = PushProgress.line(pulled: blob) { tell(line) }
    }
  }
}
