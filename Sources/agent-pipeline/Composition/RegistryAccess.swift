import OCIImage
import OCIRegistry
import Reporting
import Settings
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
    try await RegistryMirrors(settings(Settings.registryMirrors) ?? [:]).pull(
      reference, tell: tell, isTrouble: RegistryMirrors.isRegistryTrouble
    ) { place in
      try await client(for: place).pull(place, platform: platform, to: layout) { blob in
        if let line = PushProgress.line(pulled: blob) { tell(line) }
      }
    }
  }
}
