import FoundationEssentials
import OCIImage
import Testing

@Suite("What a manifest says of itself") struct ManifestShapeTests {
  private static let digest = "sha256:\(String(repeating: "1", count: 64))"
  private static let config =
    #""config":{"mediaType":"\#(MediaType.config)","digest":"\#(digest)","size":2},"layers":[]"#
  private static let index = #""manifests":[]"#

  private func isReadable<Value: Decodable>(_ type: Value.Type, _ text: String) -> Bool {
    (try? CanonicalJSON.decode(type, from: Array("{\(text)}".utf8))) != nil
  }

  @Test(arguments: [
    (#""schemaVersion":2,"# + config, true, false), (#""schemaVersion":2,"# + index, false, true),
    (#""schemaVersion":2,"mediaType":"\#(MediaType.dockerManifest)","# + config, true, false),
    (#""schemaVersion":2,"mediaType":"\#(MediaType.dockerIndex)","# + index, false, true),
    (#""schemaVersion":2,"manifests":null,"# + config, true, false),
    // An image to one reader, an index to another.
    (#""schemaVersion":2,"# + config + "," + index, false, false),
    (#""schemaVersion":2,"layers":[],"# + index, false, false),
    (#""schemaVersion":2,"mediaType":"\#(MediaType.index)","# + config, false, false),
    (#""schemaVersion":2,"mediaType":"\#(MediaType.manifest)","# + index, false, false),
    (#""schemaVersion":2,"mediaType":"application/vnd.example+json","# + config, false, false),
    // Docker's schema 1 and what may come.
    (#""schemaVersion":1,"# + config, false, false), (#""schemaVersion":3,"# + index, false, false),
    (config, false, false), (index, false, false),
  ])
  func `decides what it is read as, and contradictions are refused`(text: String, isImage: Bool, isIndex: Bool) {
    #expect(isReadable(ImageManifest.self, text) == isImage)
    #expect(isReadable(ImageIndex.self, text) == isIndex)
  }

  @Test(
    arguments: [
      (#"{"schemaVersion":1}"#, nil, "its `schemaVersion` is 1, expected 2"),
      (#"{"layers":[],"manifests":[]}"#, nil, "it has both `layers` and `manifests`"),
      (#"{"config":{},"manifests":[]}"#, nil, "it has both `config` and `manifests`"),
      (#"{"mediaType":"\#(MediaType.index)","layers":[]}"#, nil, "it is an image with the type `\(MediaType.index)`"),
      (#"{"manifests":[]}"#, MediaType.manifest, "it is an index, but came as `\(MediaType.manifest)`"),
      (#"{"mediaType":"\#(MediaType.manifest)"}"#, MediaType.index, "it is an image, but came as `\(MediaType.index)`"),
      (#"{"manifests":[]}"#, "application/json", nil), (#"{"manifests":[]}"#, MediaType.dockerIndex, nil),
      (#"{"mediaType":"application/vnd.example+json","layers":[]}"#, MediaType.manifest, nil),
      ("{}", MediaType.index, nil),
    ] as [(String, String?, String?)])
  func `is told in words`(document: String, served: String?, problem: String?) throws {
    let shape = try JSONDecoder().decode(ManifestShape.self, from: Data(document.utf8))
    #expect((served.map { shape.problem(under: $0) } ?? shape.problem) == problem)
  }
}
