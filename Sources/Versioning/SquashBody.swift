/// The commits that a squashed merge lists in its body, as GitHub, GitLab and Bitbucket write them: `* feat: …`.
enum SquashBody {
  /// Each list item with a conventional first line, up to the next such item; code fences hide what they hold.
  static func commits(in message: String) -> [ConventionalCommit] {
    let text = MessageText(Array(ConventionalCommit.lines(of: message).dropFirst()))
    var parts: [[String]] = []
    for line in text.linesOutsideFences {
      if let item = item(line), ConventionalCommit(parsing: item) != nil {
        parts.append([item])
      } else if !parts.isEmpty {
        parts[parts.count - 1].append(line)
      }
    }
    return parts.compactMap { ConventionalCommit(parsing: $0.joined(separator: "\n")) }
  }

  private static func item(_ line: String) -> String? {
    guard let mark = line.first, "*-".contains(mark), line.dropFirst().first == " " else { return nil }
    return String(line.dropFirst(2)).trimmed
  }
}
