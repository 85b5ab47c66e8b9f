import HTTPTransport

extension HTTPRequest {
  /// The limit for the whole of a small exchange; a server that sends a byte now and then would hold it up forever.
  ///
  /// Blobs have none, they take as long as bytes keep moving, and neither has the end of an upload in pieces: registries
  /// put large blobs together while it waits.
  var metadataLimit: Duration? {
    if case .stream = receiving { return nil }
    switch body {
    case .none: return .seconds(60)
    case .bytes(let bytes): return method == .put && bytes.isEmpty ? nil : .seconds(60)
    case .file, .parts: return nil
    }
  }
}
