import Diagnostics

/// What `npm ci` says of a lock file that does not fit package.json. Its own help follows, in which that is lost.
enum StaleLock {
  private static let shown = 5

  /// - Parameter line: `npm error Missing: ms@2.1.3 from lock file`, or `Invalid: lock file's ms@1.0.0 does not satisfy …`.
  static func finding(_ line: String) -> String? {
    guard line.hasPrefix("npm "), line.contains("lock file") else { return nil }
    return ["Missing: ", "Invalid: "].compactMap { mark in
      line.firstRange(of: mark).map { String(line[$0.lowerBound...]) }
    }.first
  }

  /// - Returns: `nil` if npm complained of something else.
  static func failure(_ findings: [String]) -> Failure? {
    var seen: Set<String> = []
    let all = findings.filter { seen.insert($0).inserted }
    guard !all.isEmpty else { return nil }
    let more = all.count > shown ? ", and \(all.count - shown) more" : ""
    return Failure(
      .agent, "build-failed",
      "the lock file does not fit package.json: \(all.prefix(shown).joined(separator: ", "))\(more)",
      hints: ["run `npm install`, and commit the lock file"])
  }
}
