import HTTPTransport
import TextFormats

/// The requests in which one forge differs from another.
protocol ReleaseAPI: Forge {
  /// UTF-16 code units of the notes.
  var notesLimit: Int { get }
  /// The statuses of an answer that there is no such release.
  var missing: Set<Int> { get }
  func headers(_ access: ForgeAccess) -> HTTPHeaders
  /// - Returns: what a repository is called in paths; `nil` if it cannot be one.
  func repositoryPath(_ repository: String) -> String?
  /// Below the base URL, like all paths here.
  func lookup(_ tag: String, in repository: String) -> String
  func creation(of release: ForgeRelease, notes: String, in repository: String) -> (path: String, body: JSONValue)
  func update(
    of found: FoundRelease, to release: ForgeRelease, notes: String, in repository: String
  ) -> (method: HTTPRequest.Method, path: String, body: JSONValue)
  /// - Returns: `nil` if the answer is not a release.
  func release(in answer: JSONValue) -> FoundRelease?
  /// What to do about a refusal.
  func remedies(for code: ForgeFailure.Code, _ access: ForgeAccess) -> [String]
}

/// A release as the forge has it.
struct FoundRelease {
  /// Names it in the path of an update.
  var id: String
  var name: String
  var notes: String
  /// Not shown to the public yet.
  var isDraft: Bool
  var url: String?
}

extension ReleaseAPI {
  func publish(
    _ release: ForgeRelease, to access: ForgeAccess, http: HTTPClient, retries: RetryPolicy,
    onWait: @Sendable (_ failure: ForgeFailure, _ wait: Duration) -> Void
  ) async throws(ForgeFailure) -> ForgeOutcome {
    let connection = try ForgeConnection(self, access, http)
    var retry = 0
    while true {
      let failure: ForgeFailure
      do throws(ForgeFailure) {
        return try await publishOnce(release, over: connection)
      } catch {
        failure = error
      }
      retry += 1
      guard failure.isRetryable, !Task.isCancelled,
        let wait = retries.delay(beforeRetry: retry, asked: failure.retryAfter)
      else { throw failure }
      onWait(failure, wait)
      guard (try? await retries.clock.sleep(wait)) != nil else { throw failure }
    }
  }

  /// Reads before it writes: a try whose answer was lost may have succeeded, and another run may have been first.
  private func publishOnce(
    _ release: ForgeRelease, over connection: ForgeConnection
  ) async throws(ForgeFailure) -> ForgeOutcome {
    let notes = release.notes(limit: notesLimit)
    let path = lookup(release.tag, in: connection.repository)
    guard let found = try await connection.read(path) else {
      let creation = creation(of: release, notes: notes, in: connection.repository)
      let created = try await connection.write(.post, creation.path, creation.body)
      return .created(url: created.url ?? connection.address(path))
    }
    let url = found.url ?? connection.address(path)
    if found.name == release.name, Self.isSame(found.notes, notes), !found.isDraft { return .unchanged(url: url) }
    let update = update(of: found, to: release, notes: notes, in: connection.repository)
    let updated = try await connection.write(update.method, update.path, update.body)
    return .updated(url: updated.url ?? url)
  }

  /// Forges change line ends, and drop those at the end.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    func lines(_ text: String) -> [Substring] {
      var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
      return lines
    }
    return lines(one) == lines(other)
  }
}
