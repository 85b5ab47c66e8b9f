/// A version of the Engine API: `1.41`.
public struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var major: Int
  public var minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1], major >= 0, minor >= 0 else { return nil }
    self.init(major, minor)
  }

  public var description: String { "\(major).\(minor)" }

  public static func < (left: APIVersion, right: APIVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// The newest that this client knows: what it uses has not changed since 1.41. Engines refuse what is newer than they
  /// are, and Docker 29 refuses what is older than 1.44.
  static let newest = APIVersion(1, 47)
  /// Docker 18.09, the first with BuildKit and with platforms for builds.
  static let oldest = APIVersion(1, 39)
}
