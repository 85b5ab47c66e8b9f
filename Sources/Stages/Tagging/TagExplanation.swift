import TextFormats
import Versioning

/// How a version was determined, in lines for people.
struct TagExplanation {
  /// Further commits are only in the report.
  static let longest = 100

  let found: TagFindings

  private var decision: VersionDecision { found.decision }
  private var start: ReleaseTags.Entry? { found.base.start }

  var lines: [String] {
    var lines = [row("base", base)]
    let votes = decision.explanation.prefix(Self.longest)
    let width = votes.map { $0.bump.rawValue.count }.max() ?? 0
    for (place, vote) in votes.enumerated() {
      lines.append(row(place == 0 ? "commits" : "", self.line(vote, width)))
    }
    if decision.explanation.count > votes.count {
      lines.append(row("", "… and \(decision.explanation.count - votes.count) more, all in report.json"))
    }
    if start == nil, decision.explanation.count >= AgentHistory.firstReleaseLimit {
      lines.append(row("", "for a first release, older commits count only if they set the version"))
    }
    let nameWidth = decision.ignoredTags.map(\.name.count).max() ?? 0
    for (place, tag) in decision.ignoredTags.prefix(Self.longest).enumerated() {
      lines.append(row(place == 0 ? "ignored tags" : "", "\(padded(tag.name, nameWidth))  \(tag.reason)"))
    }
    if decision.ignoredTags.count > Self.longest {
      lines.append(row("", "… and \(decision.ignoredTags.count - Self.longest) more"))
    }
    if found.otherTagCount > 0 {
      let title = decision.ignoredTags.isEmpty ? "ignored tags" : ""
      let count = found.otherTagCount == 1 ? "1 tag is not a version" : "\(found.otherTagCount) tags are not versions"
      lines.append(row(title, "\(count) with the prefix `\(found.policy.prefix)`"))
    }
    lines.append(row("result", "\(decision.next), \(decision.release ? "a release" : "no release")"))
    return lines
  }

  private var base: String {
    guard let start else { return "no version tag in the history of `\(found.build.commit.prefix(7))`" }
    let prerelease = decision.base.map { $0 == start.name ? "" : ", last pre-release \($0)" } ?? ""
    let count = decision.explanation.count
    return
      "\(start.name) on \(start.commit.prefix(7))\(prerelease), \(HumanText.count(count, "commit")) since"
  }

  /// `minor  1a2b3c4  feat: chat`, and why if that is not obvious.
  private func line(_ vote: CommitVote, _ width: Int) -> String {
    let bump = vote.bump == .none ? "–" : vote.bump.rawValue
    let reasons = [vote.ignoredBecause, vote.note].compactMap(\.self)
    return "\(padded(bump, width))  \(vote.commit.prefix(7))  \(vote.subject)"
      + (reasons.isEmpty ? "" : "  (\(reasons.joined(separator: "; ")))")
  }

  private func row(_ title: String, _ text: String) -> String { "\(padded(title, 14))\(text)" }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
