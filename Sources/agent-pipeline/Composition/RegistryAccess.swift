import OCIImage
import OCIRegistry
import Reporting
import Settings
import Stages

extension Invocation {
  /// - Parameter isDestination: whether it is written to, so that the environment's credentials apply.
  func client(for reference: Reference, isDestination: Bool = false) -> RegistryClient {
    services.registry(
      for: reference, settings, destinations: isDestination ? [reference.domain] : [],
      onNotice: { notice in
        if case .credential = notice, presentation.detail != .verbose { return }
        tell("\(notice)")
      })
  }

  /// Copies an image into a layout: from a mirror if one is set, and from the registry itself if that fails.
  func pull(_ reference: Reference, platform: Platform?, to layout: ImageLayout) async throws -> Descriptor {
    try await RegistryMirrors(settings(Settings.registryMirrors) ?? [:]).pull(
      reference, tell: tell, isTrouble: RegistryMirrors.isRegistryTrouble
    ) { place in
      try await client(for: place).pull(place, platform: platform, to: layout) { blob in
        if let line = PushProgress.line(pulled: blob) { tell(line) }
      }
    }
  }
}
