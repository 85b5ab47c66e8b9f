/// The tool whose rules the decision follows, for teams that migrate; checked by running that tool.
///
/// Only what changes the next version is here: git-cliff 2.14, semantic-release 25 and python-semantic-release 10 with
/// their default configuration. docs/versions.md lists the differences that remain.
public enum VersionProfile: String, Sendable, Hashable, CaseIterable {
  case standard = "none"
  case gitCliff = "git-cliff"
  case semanticRelease = "semantic-release"
  case pythonSemanticRelease = "python-semantic-release"

  var reading: any MessageReading {
    switch self {
    case .standard: ConventionalReading()
    case .gitCliff: GitCliffReading()
    case .semanticRelease: SemanticReleaseReading()
    case .pythonSemanticRelease: PythonSemanticReleaseReading()
    }
  }

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

  /// Any run below 1.0.0 leads to 1.0.0, whatever its commits: python-semantic-release 10 has
  /// `allow_zero_version = false`.
  var leavesZero: Bool { self == .pythonSemanticRelease }

  /// A pre-release is followed by the next pre-release instead of the final release, where no branch is for either.
  var continuesPrereleases: Bool { self == .gitCliff }

  /// A release branch looks for its last final release only: a pre-release on it is never what was released.
  var ignoresPrereleases: Bool { self == .semanticRelease || self == .pythonSemanticRelease }

  /// The first release needs a commit that releases.
  var firstReleaseNeedsCommit: Bool { self == .semanticRelease }

  /// The first release; `nil` if the manifest decides.
  public var initialVersion: SemanticVersion? {
    switch self {
    case .standard: nil
    case .gitCliff: SemanticVersion(0, 1, 0)
    case .semanticRelease, .pythonSemanticRelease: SemanticVersion(1, 0, 0)
    }
  }
}
