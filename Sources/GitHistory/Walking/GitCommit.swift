import Glibc

/// A commit as a plain value.
public struct GitCommit: Sendable, Hashable {
  /// 40 lower-case hexadecimal digits.
  public var id: String
  /// The message as written, without blank lines before its subject; decoded to Unicode.
  public var message: String
  public var parents: [String]
  public var authorName: String
  /// Seconds since 1970.
  public var committerTime: Int64

  /// Digits in a short id: fixed, so that names made from it do not change as the repository grows.
  public static let shortLength = 7

  public var isMerge: Bool { parents.count > 1 }

  /// The first line of the message.
  public var subject: String {
    String(message.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline).first ?? "")
  }

  /// The message without the first line and the empty ones after it.
  public var body: String {
    String(message.drop { !$0.isNewline }.drop { $0.isNewline })
  }
}

/// Whether a walk goes on.
public enum WalkStep: Sendable {
  case next, stop
}

extension GitRepository {
  func value(of id: ObjectID) throws(GitFailure) -> GitCommit {
    let commit = try intactCommit(id)
    return GitCommit(
      id: id.hex, message: commit.message, parents: commit.parents.map(\.hex), authorName: commit.authorName,
      committerTime: commit.time)
  }

  /// Whether a commit's message contains one of the texts, in any letter case.
  func mentions(_ id: ObjectID, _ texts: [String]) throws(GitFailure) -> Bool {
    let commit = try commit(id)
    return withExtendedLifetime(commit) {
      let message = commit.messageBytes
      guard let start = message.baseAddress?.assumingMemoryBound(to: CChar.self) else { return false }
      return texts.contains { text in
        text.withCString { text in
          let length = strlen(text)
          return message.count >= length
            && (0...message.count - length).contains { strncasecmp(start + $0, text, length) == 0 }
        }
      }
    }
  }
}
