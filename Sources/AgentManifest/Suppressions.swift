import Diagnostics
import YAMLTree

/// The comments of a manifest that silence findings: `# agent-pipeline: ignore[rule-id] reason`.
///
/// One counts for its own line, or where it stands alone, for the line after it.
struct Suppressions {
  static let marker = "agent-pipeline:"
  static let unused = "unused-suppression"
  static let invalid = "invalid-suppression"

  private struct Entry {
    var rule: String
    var location: SourceLocation
    /// The line whose findings are silenced.
    var line: Int
    var isUsed = false
  }

  private struct Key: Hashable {
    var rule: String
    var line: Int
  }

  private var entries: [Entry] = []
  private var problems: [Diagnostic] = []

  init(_ comments: [YAMLComment]) {
    // Several above one line count for that line: the last is looked at first.
    var below: [Int: Int] = [:]
    for line in comments.filter(\.standsAlone).map(\.location.line).sorted(by: >) {
      below[line] = below[line + 1] ?? line + 1
    }
    for comment in comments {
      let line = comment.location.line
      add(comment, comment.standsAlone ? below[line] ?? line : line)
    }
  }

  /// The findings that are left, with those about the comments themselves.
  /// - Parameter looksAround: whether rules that look beside the file had their say.
  func apply(to findings: [Diagnostic], looksAround: Bool) -> (kept: [Diagnostic], suppressed: Int) {
    if entries.isEmpty && problems.isEmpty { return (findings, 0) }
    var entries = entries
    let places = Dictionary(
      entries.enumerated().map { (Key(rule: $0.element.rule, line: $0.element.line), $0.offset) }
    ) { first, _ in first }
    let kept = findings.filter { finding in
      let place = finding.location.flatMap { places[Key(rule: finding.code, line: $0.line)] }
      if let place { entries[place].isUsed = true }
      return place == nil
    }
    let unused = entries.filter { !$0.isUsed && (looksAround || !Self.looksAround($0.rule)) }.map { entry in
      Diagnostic.warning(
        Self.unused, "`\(entry.rule)` finds nothing in line \(entry.line)", at: entry.location,
        hints: ["remove the comment"])
    }
    return (kept + problems + unused, findings.count - kept.count)
  }

  private mutating func add(_ comment: YAMLComment, _ line: Int) {
    let place = comment.location
    let start = "ignore["
    guard comment.text.hasPrefix(start), let end = comment.text.firstIndex(of: "]") else {
      return refuse("`\(Self.marker)` is not followed by `ignore[rule-id] reason`", place, hint: Self.example)
    }
    let rules = comment.text[..<end].dropFirst(start.count).split(separator: ",").map { ASCII.trimmed($0) }
    if rules.isEmpty { return refuse("no rule stands in the brackets", place, hint: Self.example) }
    if ASCII.trimmed(comment.text[comment.text.index(after: end)...]).isEmpty {
      return refuse("no reason is given", place, hint: "say after the bracket why this is right here")
    }
    for rule in rules {
      guard let known = AllRules.all.first(where: { $0.id == rule }) else {
        refuseUnknown(rule, place)
        continue
      }
      guard known.isSuppressible else {
        refuse("`\(rule)` cannot be silenced: the manifest would not work", place, hint: "mend what it finds")
        continue
      }
      entries.append(Entry(rule: rule, location: place, line: line))
    }
  }

  private mutating func refuseUnknown(_ rule: String, _ place: SourceLocation) {
    if RuleReference.all.contains(where: { $0.id == rule }) {
      return refuse("`\(rule)` cannot be silenced", place, hint: "mend what it finds")
    }
    // To compare with every rule takes time: not for the thousands that a hostile comment may name.
    let nearest =
      rule.utf8.count <= 64 && problems.count < 20 ? NearestName.to(rule, in: AllRules.all.map { $0.id }) : nil
    refuse(
      "there is no rule `\(rule)`", place,
      hint: nearest.map { "did you mean `\($0)`?" } ?? "`agent-pipeline explain` lists them")
  }

  private mutating func refuse(_ message: String, _ place: SourceLocation, hint: String) {
    problems.append(.warning(Self.invalid, message, at: place, hints: [hint]))
  }

  private static func looksAround(_ rule: String) -> Bool {
    AllRules.all.first { $0.id == rule } is any ContextRule.Type
  }

  private static let example = "write `# agent-pipeline: ignore[rule-id] why it is right here`"
}
