/// An image tag of a build, and what may happen to one that exists in a registry already.
public struct ImageTag: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What the tag promises to those who pull it.
  public enum Kind: Sendable, Hashable, Codable {
    /// One version, for ever: `1.4.2`, `1.4.2-slim`, the name of a git tag.
    case version
    /// The highest final release of a line: `1.4` and `1`, or of all: `latest`. It only moves forward.
    case line(major: UInt64?, minor: UInt64?)
    /// The newest image of a branch, a change request or a commit.
    case build
  }

  public var name: String
  public var kind: Kind

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  public var description: String { name }

  /// Whether a version is of the line that the tag stands for; final releases are only.
  public func isLine(of version: SemanticVersion) -> Bool {
    guard case .line(let major, let minor) = kind, !version.isPrerelease else { return false }
    return (major ?? version.major) == version.major && (minor ?? version.minor) == version.minor
  }
}

extension Sequence<ImageTag> {
  public var names: [String] { map(\.name) }
}
