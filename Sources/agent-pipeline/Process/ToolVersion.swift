import CVersion

/// The name and version of this program, as in `--version`, reports and requests.
enum ToolVersion {
  static let name = "agent-pipeline"
  /// Nothing in a build that was not stamped, as `swift build` and `make test` make it.
  static let stamp: VersionStamp? = cversion_stamp().flatMap { VersionStamp(parsing: String(cString: $0)) }
  /// The version alone: `0.1.0`.
  static var current: String { stamp?.version ?? "0.0.0-dev" }
  /// What `--version` prints.
  static var description: String {
    guard let stamp else { return "\(name) \(current) (development build)" }
    return "\(name) \(stamp.version) (\(stamp.commit.prefix(12)), \(stamp.date))"
  }
}

/// What the release was linked with; Scripts/release/stamp.sh writes it.
struct VersionStamp: Equatable {
  /// A semantic version: a release's, or as in `0.1.1-dev.3+1a2b3c4` that of a build between releases.
  var version: String
  /// The full id.
  var commit: String
  /// Of the commit, in UTC: `2026-11-29`.
  var date: String
  /// The web address of the repository, where it is known: `https://github.com/team/agent-pipeline`.
  var repository: String?

  /// - Returns: `nil` for text of any other form than four lines of which the last may be empty.
  init?(parsing text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 5, lines[4].isEmpty, !lines[..<3].contains("") else { return nil }
    (version, commit, date) = (lines[0], lines[1], lines[2])
    repository = lines[3].isEmpty ? nil : lines[3]
  }
}
