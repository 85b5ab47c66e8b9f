import CGit2
import Glibc

/// A commit as a plain value.
public struct GitCommit: Sendable, Hashable {
  /// 40 lower-case hexadecimal digits.
  public var id: String
  /// The whole message as written, decoded to Unicode.
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
    try withCommit(id) { commit in
      let encoding = git_commit_message_encoding(commit).map { String(cString: $0).uppercased() }
      let isLatin1 = ["ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1"].contains(encoding)
      func decode(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "" }
        guard isLatin1 else { return String(cString: text) }
        let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
      }
      return GitCommit(
        id: id.hex, message: decode(git_commit_message_raw(commit)), parents: Self.parents(of: commit).map(\.hex),
        authorName: decode(git_commit_author(commit)?.pointee.name), committerTime: git_commit_time(commit))
    }
  }

  /// Whether a commit's message contains one of the texts, in any letter case.
  func mentions(_ id: ObjectID, _ texts: [String]) throws(GitFailure) -> Bool {
    try withCommit(id) { commit in
      guard let message = git_commit_message_raw(commit) else { return false }
      return texts.contains { text in
        text.withCString { text in
          let length = strlen(text)
          var place = message
          while place.pointee != 0, strncasecmp(place, text, length) != 0 { place += 1 }
          return place.pointee != 0
        }
      }
    }
  }
}
