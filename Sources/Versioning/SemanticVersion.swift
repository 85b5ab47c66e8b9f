import TextFormats

/// A version by Semantic Versioning 2.0.0 (semver.org): `1.4.2`, `2.0.0-rc.1`, `1.0.0+build.5`.
///
/// Equality includes the build metadata, which says nothing about age (section 10); so does the order, but only to be
/// the same everywhere: between versions of one precedence, the build metadata decides as text.
public struct SemanticVersion: Sendable, Hashable {
  public var major: UInt64
  public var minor: UInt64
  public var patch: UInt64
  /// The identifiers after the hyphen; none in a final release.
  public internal(set) var prerelease: [String] = []
  /// The identifiers after the plus.
  public internal(set) var build: [String] = []

  public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// - Returns: `nil` if the text is not a version by the grammar of semver.org, has a prefix such as `v`, or a
  ///   number above 2⁶⁴-1.
  public init?(_ text: some StringProtocol) {
    let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let core = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard core.count == 3, let major = Self.number(core[0]), let minor = Self.number(core[1]),
      let patch = Self.number(core[2])
    else { return nil }
    self.init(major, minor, patch)
    if parts.count == 2 {
      prerelease = parts[1].split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
      guard prerelease.allSatisfy({ Self.isIdentifier($0) && !Self.hasLeadingZero($0) }) else { return nil }
    }
    if withoutBuild.count == 2 {
      build = withoutBuild[1].split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
      guard build.allSatisfy(Self.isIdentifier) else { return nil }
    }
  }

  public var isPrerelease: Bool { !prerelease.isEmpty }

  /// Without pre-release and build metadata: the final release this version leads to.
  public var core: SemanticVersion { SemanticVersion(major, minor, patch) }

  /// The pre-release `name.number` of this version's core.
  ///
  /// - Returns: `nil` if the name is not a pre-release identifier.
  public func prerelease(_ name: String, _ number: UInt64) -> SemanticVersion? {
    SemanticVersion("\(core)-\(name).\(number)")
  }

  /// The next pre-release of the same series: `rc.1` leads to `rc.2`, `rc` to `rc.1`; `nil` after a final release.
  var nextPrerelease: SemanticVersion? {
    guard let last = prerelease.last else { return nil }
    let start = prerelease.dropLast()
    let identifiers = UInt64(last).map { start + ["\($0 == .max ? $0 : $0 + 1)"] } ?? prerelease + ["1"]
    return SemanticVersion("\(core)-\(identifiers.joined(separator: "."))")
  }

  /// The next final release; a number at its limit stays there.
  public func raised(by bump: VersionBump) -> SemanticVersion {
    func next(_ number: UInt64) -> UInt64 { number == .max ? number : number + 1 }
    switch bump {
    case .major: return SemanticVersion(next(major), 0, 0)
    case .minor: return SemanticVersion(major, next(minor), 0)
    case .patch: return SemanticVersion(major, minor, next(patch))
    case .prerelease, .none: return self
    }
  }

  private static func number(_ text: some StringProtocol) -> UInt64? {
    ASCII.isNumber(text) && !hasLeadingZero(text) ? UInt64(text) : nil
  }

  private static func hasLeadingZero(_ text: some StringProtocol) -> Bool {
    ASCII.isNumber(text) && text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0")
  }

  private static func isIdentifier(_ text: String) -> Bool { ASCII.isWord(text, and: "-") }
}

extension SemanticVersion: CustomStringConvertible {
  public var description: String {
    "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
      + (build.isEmpty ? "" : "+" + build.joined(separator: "."))
  }
}

extension SemanticVersion: Comparable {
  public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    if left.precedes(right) { return true }
    if right.precedes(left) { return false }
    return left.build.joined(separator: ".") < right.build.joined(separator: ".")
  }

  /// Lower precedence (section 11): build metadata does not count.
  public func precedes(_ other: SemanticVersion) -> Bool {
    let own = (major, minor, patch)
    let others = (other.major, other.minor, other.patch)
    if own != others { return own < others }
    // A final release comes after its pre-releases (11.3).
    if prerelease.isEmpty || other.prerelease.isEmpty { return !prerelease.isEmpty && other.prerelease.isEmpty }
    for (left, right) in zip(prerelease, other.prerelease) where left != right {
      switch (ASCII.isNumber(left), ASCII.isNumber(right)) {
      case (true, true):
        // Without leading zeros the longer number is the greater: no limit on its digits.
        return (left.utf8.count, left) < (right.utf8.count, right)
      case (true, false): return true
      case (false, true): return false
      case (false, false): return left.utf8.lexicographicallyPrecedes(right.utf8)
      }
    }
    return prerelease.count < other.prerelease.count
  }

  public func hasSamePrecedence(as other: SemanticVersion) -> Bool { !precedes(other) && !other.precedes(self) }
}
