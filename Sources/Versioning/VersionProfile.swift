/// The tool whose rules the decision follows, for teams that migrate; verified by running that tool.
///
/// Only what changes the next version is here: git-cliff 2.14, semantic-release 24 and python-semantic-release 10 with
/// their default configuration.
public enum VersionProfile: String, Sendable, Hashable, CaseIterable {
  case standard = "none"
  case gitCliff = "git-cliff"
  case semanticRelease = "semantic-release"
  case pythonSemanticRelease = "python-semantic-release"

  var bumps: [String: VersionBump] {
    switch self {
    case .standard, .semanticRelease: BumpRules.standard
    case .gitCliff: ["feat": .minor]
    case .pythonSemanticRelease: ["feat": .minor, "fix": .patch, "perf": .patch]
    }
  }

  /// What a type without a rule does: git-cliff releases for any conventional commit.
  var otherTypes: VersionBump { self == .gitCliff ? .patch : .none }

  /// A breaking change below 1.0.0 raises the major.
  public var majorOnZero: Bool { self != .standard }

  /// Any release below 1.0.0 leads to 1.0.0: python-semantic-release 10 has `allow_zero_version = false`.
  var leavesZero: Bool { self == .pythonSemanticRelease }

  /// Whether `Revert "…"` and what it undoes cancel each other; to the others it is not a conventional commit.
  var knowsReverts: Bool { self == .standard || self == .semanticRelease }

  /// The first release; `nil` if the manifest decides.
  public var initialVersion: SemanticVersion? {
    switch self {
    case .standard: nil
    case .gitCliff: SemanticVersion(0, 1, 0)
    case .semanticRelease, .pythonSemanticRelease: SemanticVersion(1, 0, 0)
    }
  }
}
