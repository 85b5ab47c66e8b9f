import Diagnostics
import GitHistory
import PipelineCore
import SystemPackage

/// The commit that an image is built from.
struct SourceRevision: Sendable, Hashable, Codable {
  /// The full id.
  var commit: String
  /// The committer's, in seconds since 1970.
  var time: Int64
  /// Whether files below the agent's folder differ from the commit.
  var isDirty: Bool
  /// Where the source is published, as a web address; nothing for a remote on a disk.
  var sourceURL: String?

  /// What the image says it was built from.
  var label: String { isDirty ? "\(commit)-dirty" : commit }

  /// - Returns: nothing outside of a repository and before the first commit: an image can be built there too.
  static func read(_ context: RunContext, _ services: StageServices) throws -> SourceRevision? {
    do throws(GitFailure) {
      let repository = try services.openRepository(context)
      let head = try repository.head()
      let folder = try repository.pathInWorkTree(context.folder)
      let ownFolders = Set([context.workFolder, context.reportFolder].compactMap { $0.lastComponent?.string })
      return SourceRevision(
        commit: head.commit, time: head.committerTime,
        isDirty: try repository.isDirty(under: [folder], excludedFolders: ownFolders),
        sourceURL: try repository.remotes()["origin"].flatMap(webAddress))
    } catch {
      if error.code == .noRepository || error.code == .noCommits { return nil }
      throw error
    }
  }

  /// `https://host/path` of an HTTPS or SSH remote; a path of this machine must not get into an image.
  static func webAddress(_ remote: String) -> String? {
    var address = remote
    if let scheme = remote.firstRange(of: "://") {
      guard ["https", "http", "ssh", "git"].contains(String(remote[..<scheme.lowerBound])) else { return nil }
      address = String(remote[scheme.upperBound...])
      if let at = address.firstIndex(of: "@") { address = String(address[address.index(after: at)...]) }
    } else if let at = remote.firstIndex(of: "@"), let colon = remote.firstIndex(of: ":"), at < colon {
      address = "\(remote[remote.index(after: at)..<colon])/\(remote[remote.index(after: colon)...])"
    } else {
      return nil
    }
    return "https://\(address.hasSuffix(".git") ? String(address.dropLast(4)) : address)"
  }
}
