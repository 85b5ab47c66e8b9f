import FoundationEssentials
import OCIImage
import Synchronization

extension TestRegistry {
  /// The tags in alphabetical order, in pages with a `Link` to the next (distribution-spec, "Listing Tags").
  func answerTags(_ request: TestRequest, _ repository: String) -> TestResponse {
    state.withLock { state in
      let prefix = "\(repository):"
      let all = state.tags.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
      guard !all.isEmpty else { return .registryError(404, "NAME_UNKNOWN", "repository unknown") }
      let rest = all.filter { $0 > request.parameters("last").first ?? "" }
      let page = rest.prefix(state.behaviour.pageSize)
      let names = page.map { "\"\($0)\"" }.joined(separator: ",")
      var response = TestResponse(200, text: #"{"name":"\#(repository)","tags":[\#(names)]}"#)
      if page.count < rest.count, let last = page.last {
        response.headers.append(("Link", #"</v2/\#(repository)/tags/list?last=\#(last)>; rel="next""#))
      }
      return response
    }
  }

  /// Every manifest with this subject (distribution-spec, "Listing Referrers").
  func answerReferrers(_ request: TestRequest, _ repository: String, _ digest: String) -> TestResponse {
    state.withLock { state in
      guard state.behaviour.hasReferrers else { return .registryError(404, "UNSUPPORTED", "no such route") }
      let found = state.manifests.filter { key, manifest in
        key.hasPrefix("\(repository)@") && Self.referrer(manifest.bytes)?.subject?.digest == digest
      }
      let entries = found.map { key, manifest in
        let type = Self.referrer(manifest.bytes)?.artifactType.map { #","artifactType":"\#($0)""# } ?? ""
        let digest = key.dropFirst(repository.count + 1)
        return #"{"mediaType":"\#(manifest.type)","digest":"\#(digest)","size":\#(manifest.bytes.count)\#(type)}"#
      }.sorted().joined(separator: ",")
      return TestResponse(
        200, [("Content-Type", MediaType.index)],
        body: Array(#"{"schemaVersion":2,"mediaType":"\#(MediaType.index)","manifests":[\#(entries)]}"#.utf8))
    }
  }

  struct Referrer: Decodable {
    struct Subject: Decodable {
      var digest: String
    }

    var subject: Subject?
    var artifactType: String?
  }

  static func referrer(_ manifest: [UInt8]) -> Referrer? {
    try? JSONDecoder().decode(Referrer.self, from: Data(manifest))
  }
}
