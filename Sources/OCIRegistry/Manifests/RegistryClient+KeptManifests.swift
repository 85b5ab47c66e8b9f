import Diagnostics
import FileIO
public import OCIImage

extension RegistryClient {
  /// Fetches a manifest unless a layout holds it: one named by digest then costs no request, one named by tag a HEAD.
  ///
  /// Docker Hub and others count each GET of a manifest as a pull against the rate limit, but no HEAD.
  ///
  /// - Parameter layout: gets what had to be fetched.
  public func manifest(
    _ reference: Reference, keptIn layout: ImageLayout
  ) async throws(RegistryFailure) -> PulledManifest {
    var known = reference.digest
    if known == nil {
      do throws(RegistryFailure) {
        known = try await retrying { () async throws(RegistryFailure) in
          try await findManifest(reference, .pull(reference))
        }.value
      } catch {
        // The question only saves a download. Whatever odd answer it gets, the download may get a better one.
        guard error.failureClass == .registryError else { throw error }
      }
    }
    if let known, let kept = Self.kept(known, in: layout) { return kept }
    let pulled = try await manifest(known.map { reference.with(digest: $0) } ?? reference)
    _ = try RegistryFailure.local(layout.write(pulled.bytes, mediaType: pulled.mediaType, pulled.digest.algorithm))
    return pulled
  }

  private static func kept(_ digest: Digest, in layout: ImageLayout) -> PulledManifest? {
    guard let bytes = try? FileContents.read(layout.blobPath(digest), limit: pullLimit),
      digest.matches(bytes)
    else { return nil }
    return try? PulledManifest(bytes, served: nil, digest, "reading a manifest")
  }
}
