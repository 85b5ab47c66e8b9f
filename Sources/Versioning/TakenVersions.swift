extension ReleaseTags {
  /// The highest tag anywhere in the repository that a new version would undercut: a later pre-release of the same
  /// core, or its final release.
  func overtaking(_ version: SemanticVersion) -> Entry? {
    entries.first { $0.version.core == version.core && version.precedes($0.version) }
  }

  /// The same, or a higher final release of the same line: of the same minor version after a patch, of the same major
  /// version after a minor. Other lines are for other branches, as 2.0.0 is to `release/1.x`.
  func overtaking(_ version: SemanticVersion, raisedFrom base: SemanticVersion) -> Entry? {
    entries.first { entry in
      guard version.precedes(entry.version), entry.version.major == version.major else { return false }
      if entry.version.core == version.core { return true }
      switch VersionBump.between(base, version) {
      case .patch: return !entry.version.isPrerelease && entry.version.minor == version.minor
      case .minor: return !entry.version.isPrerelease
      case .major, .prerelease, .none: return false
      }
    }
  }

  /// The highest final release anywhere that is not above the core of a version.
  func highestFinal(upTo version: SemanticVersion) -> Entry? {
    entries.first { !$0.version.isPrerelease && !version.core.precedes($0.version) }
  }
}
