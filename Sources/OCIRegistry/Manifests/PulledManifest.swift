import HTTPTransport
public import OCIImage

extension RegistryClient {
  /// A manifest or index as the registry serves it.
  public struct PulledManifest: Sendable, Hashable {
    /// Exactly what the digest is of.
    public var bytes: [UInt8]
    public var mediaType: String
    public var digest: Digest

    /// - Parameters:
    ///   - served: the `Content-Type`. The manifest's own type counts before it: some registries serve all as bytes.
    ///   - digest: of the bytes; already verified.
    /// - Throws: if the manifest contradicts itself or the type it is served with.
    init(_ bytes: [UInt8], served: String?, _ digest: Digest, _ attempt: String) throws(RegistryFailure) {
      self.bytes = bytes
      self.digest = digest
      let served = served.map { String($0.prefix { $0 != ";" }.filter { !$0.isWhitespace }).lowercased().shown }
      // What is not even an object is for others to refuse: here it is only bytes.
      let shape = try? CanonicalJSON.decode(ManifestShape.self, from: bytes)
      if let problem = served.map({ shape?.problem(under: $0) }) ?? shape?.problem {
        throw RegistryFailure(
          .registryError, "\(attempt) failed: the manifest contradicts itself: \(problem.shown)",
          hints: ["push the image again with a tool that writes valid manifests"])
      }
      if let own = shape?.mediaType {
        mediaType = own.shown
      } else if let served, RegistryClient.manifestTypes.contains(served) || shape == nil {
        mediaType = served
      } else {
        mediaType = shape?.kind == .index ? MediaType.index : MediaType.manifest
      }
    }
  }
}
