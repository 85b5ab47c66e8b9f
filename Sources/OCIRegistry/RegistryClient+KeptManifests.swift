import Diagnostics
import FileIO
import FoundationEssentials
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
      known = try await retrying { () async throws(RegistryFailure) in
        try await findManifest(reference, .pull(reference))
      }.value
    }
    if let known, let kept = Self.kept(known, in: layout) { return kept }
    let pulled = try await manifest(known.map { reference.with(digest: $0) } ?? reference)
    do throws(ImageFailure) {
      _ = try layout.write(pulled.bytes, mediaType: pulled.mediaType)
    } catch {
      throw RegistryFailure(.localFile, error.description, underlying: error)
    }
    return pulled
  }

  /// What a manifest says of itself; the type may be missing in those of OCI.
  private struct Shape: Decodable {
    struct Entry: Decodable {}
    var mediaType: String?
    var manifests: [Entry]?
  }

  private static func kept(_ digest: Digest, in layout: ImageLayout) -> PulledManifest? {
    guard let bytes = try? FileContents.read(layout.blobPath(digest), limit: pullLimit),
      SHA256.digest(of: bytes) == digest, let shape = try? JSONDecoder().decode(Shape.self, from: Data(bytes))
    else { return nil }
    let type = shape.mediaType ?? (shape.manifests == nil ? MediaType.manifest : MediaType.index)
    return PulledManifest(bytes: bytes, mediaType: type, digest: digest)
  }
}
