import OCIImage
import OCIRegistry
import Reporting
import Settings
import Stages

extension Invocation {
  /// - Parameter isNamed: whether the caller named the host: then the credentials of variables are for it.
  func client(for reference: Reference, isNamed: Bool = true) -> RegistryClient {
    services.registry(
      for: reference, settings, destinations: isNamed ? [reference.domain] : [],
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
      try await client(for: place, isNamed: place.domain == reference.domain).pull(
        place, platform: platform, to: layout
      ) { blob in
        if let line = PushProgress.line(pulled: blob) { tell(line) }
      }
    }
  }
}
