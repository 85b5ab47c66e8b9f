/// Which part of the version goes up; a greater case outweighs a smaller one.
public enum VersionBump: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
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

  /// - Parameter changes: rules by commit type that replace or add to the standard ones; types in any letter case.
  public init(_ changes: [String: VersionBump] = [:]) {
    bumps = Self.standard.merging(changes.map { ($0.key.lowercased(), $0.value) }) { $1 }
  }

  /// - Parameter type: in lower case, as `ConventionalCommit` has it.
  public func bump(for type: String) -> VersionBump { bumps[type] ?? .none }
}
