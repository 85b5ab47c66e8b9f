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
    let pages = try await pages(
      of: TagList.self, "a list of tags", "\(repository.path)/tags/list?n=1000", .pull(repository), attempt)
    return (pages ?? []).flatMap { $0.tags ?? [] }.map(\.withoutControlCharacters)
  }

  /// Every page of a list.
  /// - Parameters:
  ///   - what: what an answer should be, for messages.
  ///   - path: of the first page.
  /// - Returns: `nil` if the answer is 404 and that is expected.
  func pages<Page: Decodable>(
    of type: Page.Type, _ what: String, _ path: String, _ access: Access, _ attempt: String,
    expecting expected: Set<Int> = [200]
  ) async throws(RegistryFailure) -> [Page]? {
    var pages: [Page] = []
    var next: HTTPURL?
    repeat {
      guard pages.count < Self.pageLimit else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the list does not end")
      }
      let (url, response) = try await retrying { () async throws(RegistryFailure) -> (HTTPURL, HTTPResponse) in
        let url: HTTPURL
        if let next { url = next } else { url = try await self.url(path) }
        let request = HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit))
        return (url, try await send(request, access, attempt, expecting: expected))
      }.value
      guard response.isSuccess else { return nil }
      guard let page = try? JSONDecoder().decode(type, from: Data(response.body)) else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the response is not \(what)")
      }
      pages.append(page)
      next = try nextPage(response, from: url, attempt)
    } while next != nil
    return pages
  }

  /// Where a list goes on: `Link: </v2/…>; rel="next"` (RFC 8288).
  private func nextPage(
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
