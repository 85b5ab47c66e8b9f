import Diagnostics
import YAMLTree

/// Adds to a finding about a shared value the other place: where the value is written, or where it is used.
struct AliasHints {
  let aliases: [YAMLAlias]

  func added(to findings: [Diagnostic]) -> [Diagnostic] {
    guard !aliases.isEmpty else { return findings }
    return findings.map { finding in
      guard let place = finding.location, let hint = hint(at: place) else { return finding }
      var finding = finding
      finding.hints.append(hint)
      return finding
    }
  }

  private func hint(at place: SourceLocation) -> String? {
    if let alias = aliases.first(where: { ($0.location.line, $0.location.column) == (place.line, place.column) }) {
      return "`*\(alias.name)` refers to the value on line \(alias.target.line)"
    }
    let users = aliases.filter { contains($0.target, place) }
    guard let first = users.first else { return nil }
    let lines = Set(users.map(\.location.line)).sorted()
    let list = lines.prefix(3).map { "\($0)" }.joined(separator: ", ") + (lines.count > 3 ? " and others" : "")
    return "`*\(first.name)` on line \(list) uses this value"
  }

  private func contains(_ range: SourceLocation, _ place: SourceLocation) -> Bool {
    (range.line, range.column) <= (place.line, place.column)
      && (place.line, place.column) < (range.endLine, range.endColumn)
  }
}
