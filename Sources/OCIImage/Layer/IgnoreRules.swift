public import Diagnostics

/// Which files stay out of an image, with the semantics of Docker's `.dockerignore` (moby/patternmatcher).
///
/// The last pattern that matches a path or a directory above it decides; `!` patterns include again.
public struct IgnoreRules: Sendable, Hashable {
  private var patterns: [IgnorePattern]

  /// Ignores nothing.
  public init() {
    patterns = []
  }

  /// From the text of a `.dockerignore` file.
  /// - Throws: the line and what is wrong with it.
  public init(parsing text: String) throws(InvalidIgnorePattern) {
    self.init()
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      let line =
        index == 0 && line.unicodeScalars.first == "\u{FEFF}" ? Substring(line.unicodeScalars.dropFirst()) : line
      // Only in the first column does `#` start a comment.
      if !line.hasPrefix("#") { try add(String(line), line: index + 1) }
    }
  }

  /// From a list of patterns, as the setting `ignore` has it.
  public init(_ patterns: [String]) throws(InvalidIgnorePattern) {
    self.init()
    for pattern in patterns { try add(pattern, line: nil) }
  }

  /// These rules followed by the others, which decide if both match.
  public func appending(_ other: IgnoreRules) -> IgnoreRules {
    var rules = self
    rules.patterns += other.patterns
    return rules
  }

  /// What the patterns say about a path. The match of the directory above it is needed to judge what is in it.
  public struct Match: Sendable, Hashable {
    public var isIgnored: Bool
    /// For each pattern, whether it matched the path or a directory above it.
    fileprivate var matched: [Bool]
  }

  /// - Parameter parent: the match of the directory that contains the path; `nil` at the top.
  func match(_ path: String, parent: Match?) -> Match {
    var result = Match(isIgnored: false, matched: [])
    result.matched.reserveCapacity(patterns.count)
    for (index, pattern) in patterns.enumerated() {
      var isMatch = parent?.matched[index] ?? false
      // A pattern that would change nothing is not tried, and then does not count for what is below either.
      if !isMatch && pattern.isException == result.isIgnored { isMatch = pattern.matches(path) }
      if isMatch { result.isIgnored = !pattern.isException }
      result.matched.append(isMatch)
    }
    return result
  }

  /// Whether the file stays out. Paths are relative, without `./`.
  public func isIgnored(_ path: String) -> Bool {
    var match: Match?
    for index in path.indices where path[index] == "/" {
      match = self.match(String(path[..<index]), parent: match)
    }
    return self.match(path, parent: match).isIgnored
  }

  /// Whether an exception may include something in an ignored directory again.
  func mayInclude(below directory: String) -> Bool {
    patterns.contains { $0.isException && $0.mayMatch(below: directory) }
  }

  private mutating func add(_ text: String, line: Int?) throws(InvalidIgnorePattern) {
    if let pattern = try IgnorePattern(text, line: line) { patterns.append(pattern) }
  }
}

/// A pattern that Docker refuses too.
public struct InvalidIgnorePattern: DiagnosableError, Hashable {
  public var pattern: String
  /// In `.dockerignore`, from 1.
  public var line: Int?
  public var problem: String

  public var failureKind: FailureKind { .agent }

  public var diagnostic: Diagnostic {
    .error(
      "invalid-ignore-pattern",
      "the ignore pattern `\(pattern)`\(line.map { " on line \($0)" } ?? "") is malformed: \(problem)",
      hints: ["write a backslash before a literal `[`, `*`, `?` or `\\`"])
  }
}
