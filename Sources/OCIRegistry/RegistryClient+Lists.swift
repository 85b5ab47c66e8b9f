import FoundationEssentials
import HTTPTransport
public import OCIImage

extension RegistryClient {
  private struct TagList: Decodable {
    /// Some registries write null for a repository without tags.
    var tags: [String]?
  }

  /// More pages than any repository has, fewer than a loop.
  private static let pageLimit = 10_000

  /// The tags of a repository, in the registry's order, over all pages.
  public func tags(of repository: Reference) async throws(RegistryFailure) -> [String] {
    let attempt = "listing the tags of `\(repository.repository)`"
    var tags: [String] = []
    var next: HTTPURL? = try await retrying { () async throws(RegistryFailure) in
      try await url("\(repository.path)/tags/list?n=1000")
    }.value
    var pages = 0
    while let url = next {
      pages += 1
      guard pages <= Self.pageLimit else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the list does not end")
      }
      let response = try await retrying { () async throws(RegistryFailure) in
        try await send(HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit)), .pull(repository), attempt)
      }.value
      guard let page = try? JSONDecoder().decode(TagList.self, from: Data(response.body)) else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the answer is not a list of tags")
      }
      tags += (page.tags ?? []).map(\.withoutControlCharacters)
      next = try nextPage(response, from: url, attempt)
    }
    return tags
  }

  /// Where a list goes on: `Link: </v2/…>; rel="next"` (RFC 8288).
  func nextPage(
    _ response: HTTPResponse, from url: HTTPURL, _ attempt: String
  ) throws(RegistryFailure) -> HTTPURL? {
    for header in response.headers.values(of: "Link") {
      for link in header.split(separator: ",") where link.contains("rel=\"next\"") || link.contains("rel=next") {
        guard let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"), start < end else { continue }
        return try target(of: String(link[link.index(after: start)..<end]), from: url, attempt)
      }
    }
    return nil
  }
}
