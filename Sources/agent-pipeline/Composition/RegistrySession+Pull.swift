import OCIImage
import OCIRegistry
import Settings
import Stages

extension RegistrySession {
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
