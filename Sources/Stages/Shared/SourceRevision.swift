import GitHistory
import ImageBuilding
import PipelineCore
import SystemPackage
import TextFormats

extension SourceRevision {
  /// - Returns: `nil` outside of a repository and before the first commit: an image can be built there too.
  static func read(_ context: RunContext, _ services: StageServices) throws -> SourceRevision? {
    do throws(GitFailure) {
      let repository = try services.openRepository(context.directory)
      let head = try repository.head()
      let directory = try repository.pathInWorkTree(context.directory)
      let ownDirectories = Set(
        [context.workDirectory, context.reportDirectory].compactMap { $0.lastComponent?.string })
      return SourceRevision(
        commit: head.commit, time: Timestamp(seconds: max(head.committerTime, 0)).milliseconds / 1000,
        isDirty: try repository.isDirty(under: [directory], excludedDirectories: ownDirectories),
        sourceURL: try repository.remotes()["origin"].flatMap(webAddress))
    } catch {
      if error.code == .noRepository || error.code == .noCommits { return nil }
      throw error
    }
  }

  /// `https://host/path` of an HTTPS or SSH remote; a path of this machine must not get into an image.
  static func webAddress(_ remote: String) -> String? {
    var host: Substring
    let path: Substring
    if let scheme = remote.firstRange(of: "://") {
      let name = remote[..<scheme.lowerBound]
      guard ["https", "http", "ssh", "git"].contains(name) else { return nil }
      host = remote[scheme.upperBound...].prefix { $0 != "/" }
      path = remote[host.endIndex...].drop { $0 == "/" }
      host = host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host
      // The port belongs to SSH or git's own protocol, not to a web page.
      if !name.hasPrefix("http"), let colon = host.lastIndex(of: ":"), host[colon...].dropFirst().allSatisfy(\.isNumber)
      {
        host = host[..<colon]
      }
    } else {
      // `git@host:path` and `host:path`: a colon before the first slash (git-fetch, "Git URLs").
      host = remote.prefix { $0 != "/" && $0 != ":" }
      guard remote[host.endIndex...].first == ":" else { return nil }
      path = remote[host.endIndex...].dropFirst().drop { $0 == "/" }
      host = host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host
    }
    guard !host.isEmpty, !path.isEmpty else { return nil }
    return "https://\(host)/\(path.hasSuffix(".git") ? path.dropLast(4) : path)"
  }
}
