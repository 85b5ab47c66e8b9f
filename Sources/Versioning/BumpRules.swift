/// Which part of the version is raised; the cases are in ascending order.
public enum VersionBump: String, Sendable, Hashable, CaseIterable, Comparable {
  case none, prerelease, patch, minor, major

  private var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  public static func < (left: VersionBump, right: VersionBump) -> Bool { left.weight < right.weight }
}

/// What each type of commit does to the version. A breaking change is major whatever its type says.
public struct BumpRules: Sendable, Hashable {
  /// `feat` raises the minor; `fix`, `perf` and `revert` raise the patch level.
  public static let standard: [String: VersionBump] = [
    "feat": .minor, "fix": .patch, "perf": .patch, "revert": .patch,
  ]

  private let bumps: [String: VersionBump]
  private let otherTypes: VersionBump

  /// - Parameters:
  ///   - changes: rules by commit type that replace or add to those of the profile; types in any letter case.
  ///   - profile: whose rules they change.
  public init(_ changes: [String: VersionBump] = [:], profile: VersionProfile = .standard) {
    bumps = profile.bumps.merging(changes.map { ($0.key.lowercased(), $0.value) }) { $1 }
    otherTypes = profile.otherTypes
  }

  /// - Parameter type: in lower case, as `ConventionalCommit` has it.
  public func bump(for type: String) -> VersionBump { bumps[type] ?? otherTypes }
}

extension VersionBump {
  /// The bump that a version without a predecessor looks like: its last number that is not zero.
  static func first(_ version: SemanticVersion) -> VersionBump {
    if version.isPrerelease { return .prerelease }
    if version.patch > 0 { return .patch }
    return version.minor > 0 ? .minor : .major
  }

  static func between(_ old: SemanticVersion, _ new: SemanticVersion) -> VersionBump {
    if new.major != old.major { return .major }
    return new.minor != old.minor ? .minor : .patch
  }
}
