import Diagnostics
import TextFormats
import YAMLTree

/// The comments of a manifest that suppress findings: `# agent-pipeline: ignore[rule-id] reason`.
///
/// A comment applies to its own line. Alone on a line, it applies to the next line with content; if a list item begins
/// there, to the whole item.
struct Suppressions {
  static let marker = "agent-pipeline:"
  static let unused = "unused-suppression"
  static let invalid = "invalid-suppression"

  private struct Entry {
    var rule: String
    var location: SourceLocation
    /// The lines whose findings are suppressed.
    var lines: ClosedRange<Int>
    var isUsed = false
  }

  private var entries: [Entry] = []
  private var problems: [Diagnostic] = []

  init(_ comments: [YAMLComment]) {
    for comment in comments { add(comment, comment.subject) }
  }

  /// The findings that are left, with those about the comments themselves.
  /// - Parameter looksAround: whether rules that look at other files have run.
  func apply(to findings: [Diagnostic], looksAround: Bool) -> (kept: [Diagnostic], suppressed: Int) {
    if entries.isEmpty && problems.isEmpty { return (findings, 0) }
    var entries = entries
    /// The first entry by rule and line.
    var places: [String: [Int: Int]] = [:]
    for (index, entry) in entries.enumerated() {
      for line in entry.lines where places[entry.rule]?[line] == nil {
        places[entry.rule, default: [:]][line] = index
      }
    }
    let kept = findings.filter { finding in
      let place = finding.location.flatMap { places[finding.code]?[$0.line] }
      if let place { entries[place].isUsed = true }
      return place == nil
    }
    let unused = entries.filter { !$0.isUsed && (looksAround || !Self.looksAround($0.rule)) }.map { entry in
      Diagnostic.warning(
        Self.unused, "`\(entry.rule)` has no finding on line \(entry.lines.lowerBound)", at: entry.location,
        hints: ["remove the comment"])
    }
    return (kept + problems + unused, findings.count - kept.count)
  }

  private mutating func add(_ comment: YAMLComment, _ lines: ClosedRange<Int>) {
    let place = comment.location
    let start = "ignore["
    guard comment.text.hasPrefix(start), let end = comment.text.firstIndex(of: "]") else {
      return refuse("`\(Self.marker)` is not followed by `ignore[rule-id] reason`", place, hint: Self.example)
    }
    let rules = comment.text[..<end].dropFirst(start.count).split(separator: ",").map { ASCII.trimmed($0) }
    if rules.isEmpty { return refuse("no rule in the brackets", place, hint: Self.example) }
    if ASCII.trimmed(comment.text[comment.text.index(after: end)...]).isEmpty {
      return refuse("no reason is given", place, hint: "add a reason after the bracket")
    }
    for rule in rules {
      guard let known = AllRules.all.first(where: { $0.id == rule }) else {
        refuseUnknown(rule, place)
        continue
      }
      guard known.isSuppressible else {
        refuse("`\(rule)` cannot be suppressed: the manifest would not work", place, hint: "fix what it finds")
        continue
      }
      entries.append(Entry(rule: rule, location: place, lines: lines))
    }
  }

  private mutating func refuseUnknown(_ rule: String, _ place: SourceLocation) {
    if RuleReference.all.contains(where: { $0.id == rule }) {
      return refuse("`\(rule)` cannot be suppressed", place, hint: "fix what it finds")
    }
    // Comparing with every rule takes time, and a hostile comment may name thousands.
    let nearest = problems.count < 20 ? NearestName.to(rule, in: AllRules.all.map { $0.id }) : nil
    refuse(
      "unknown rule `\(rule)`", place,
      hint: nearest.map { "did you mean `\($0)`?" } ?? "run `agent-pipeline explain` for the list")
  }

  private mutating func refuse(_ message: String, _ place: SourceLocation, hint: String) {
    problems.append(.warning(Self.invalid, message, at: place, hints: [hint]))
  }

  private static func looksAround(_ rule: String) -> Bool {
    AllRules.all.first { $0.id == rule } is any ContextRule.Type
  }

  private static let example = "write `# agent-pipeline: ignore[rule-id] reason`"
}
