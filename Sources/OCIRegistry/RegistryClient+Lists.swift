import FoundationEssentials
import HTTPTransport
public import OCIImage
import TextFormats

extension RegistryClient {
  private struct TagList: Decodable {
    /// Some registries write null for a repository without tags.
    var tags: [String]?
  }

  /// More pages than any repository has, fewer than a loop.
  private static let pageLimit = 10_000
  /// Tags of a page; registries may send fewer.
  private static let pageSize = 1000

  /// The tags of a repository, in the registry's order, over all pages.
  /// - Parameter limit: how many are enough; the pages after them are not asked for.
  public func tags(of repository: Reference, limit: Int = .max) async throws(RegistryFailure) -> [String] {
    try await tags(of: repository, limit: limit, .pull(repository))
  }

  func tags(of repository: Reference, limit: Int, _ access: Access) async throws(RegistryFailure) -> [String] {
    let attempt = "listing the tags of `\(repository.repository)`"
    var count = 0
    let pages = try await pages(
      of: TagList.self, "a list of tags", "\(repository.path)/tags/list?n=\(max(1, min(limit, Self.pageSize)))", access,
      attempt
    ) { page in
      count += page.tags?.count ?? 0
      return count >= limit
    }
    return (pages ?? []).flatMap { $0.tags ?? [] }.prefix(limit).map(\.withoutControlCharacters)
  }

  /// The pages of a list.
  /// - Parameters:
  ///   - what: what an answer should be, for messages.
  ///   - path: of the first page.
  ///   - missing: the statuses with which a registry says that it has no such list; a web page says so, too.
  ///   - isEnough: gets each page, and says whether it is the last that is wanted.
  /// - Returns: `nil` if there is no such list.
  func pages<Page: Decodable>(
    of type: Page.Type, _ what: String, _ path: String, _ access: Access, _ attempt: String,
    unlessAnswered missing: Set<Int> = [], until isEnough: (Page) -> Bool = { _ in false }
  ) async throws(RegistryFailure) -> [Page]? {
    var pages: [Page] = []
    var seen: Set<HTTPURL> = []
    var next: HTTPURL?
    repeat {
      guard pages.count < Self.pageLimit else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the list does not end")
      }
      let expected = pages.isEmpty ? missing.union([200]) : [200]
      let (url, response) = try await retrying { () async throws(RegistryFailure) -> (HTTPURL, HTTPResponse) in
        let url: HTTPURL
        if let next { url = next } else { url = try await self.url(path) }
        let request = HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit))
        return (url, try await send(request, access, attempt, expecting: expected))
      }.value
      if response.status != 200 { return nil }
      if response.isWebPage {
        if pages.isEmpty, !missing.isEmpty { return nil }
        throw RegistryFailure.webPage(attempt, response)
      }
      guard let page = try? JSONDecoder().decode(type, from: Data(response.body)) else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the response is not \(what)")
      }
      pages.append(page)
      seen.insert(url)
      if isEnough(page) { break }
      next = try nextPage(response, from: url, attempt)
      // Some registries end a list with a page that names itself.
    } while next.map { !seen.contains($0) } ?? false
    return pages
  }

  /// Where a list goes on: `Link: </v2/…>; rel="next"`. Other clients take any link, so one without a relation counts, too.
  private func nextPage(
    _ response: HTTPResponse, from url: HTTPURL, _ attempt: String
  ) throws(RegistryFailure) -> HTTPURL? {
    let headers = response.headers.values(of: "Link")
    let links = WebLink.parse(headers)
    guard !links.isEmpty || !headers.contains(where: { $0.contains("next") }) else {
      throw RegistryFailure(.registryError, "\(attempt) failed: the `Link` header does not say where the list goes on")
    }
    let next = links.first { $0.relations.contains("next") } ?? links.first { $0.relations.isEmpty }
    return try next.map { link throws(RegistryFailure) in try target(of: link.target, from: url, attempt) }
  }
}
