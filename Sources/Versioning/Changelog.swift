/// A changelog in Markdown with a heading of the second level for each version, the newest first.
public enum Changelog {
  /// Adds the notes of a release above those of the last one and below the unreleased section.
  ///
  /// - Parameter text: the changelog so far; `nil` if there is none.
  /// - Returns: the text itself if it already contains the version.
  public static func adding(_ notes: ReleaseNotes, to text: String?) -> String {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return "# Changelog\n\n" + notes.markdown }
    let isCRLF = text.contains("\r\n")
    var lines = ConventionalCommit.lines(of: text)
    while lines.last?.trimmed.isEmpty == true { lines.removeLast() }
    var place = lines.count
    var isPlaced = false
    for (number, line) in lines.enumerated() {
      guard let version = heading(line) else { continue }
      if version == "\(notes.version)" { return text }
      if !isPlaced, !version.lowercased().hasPrefix("unreleased") {
        place = number
        isPlaced = true
      }
    }
    var section = ConventionalCommit.lines(of: notes.markdown)
    while section.last?.isEmpty == true { section.removeLast() }
    if place > 0, !lines[place - 1].isEmpty { section.insert("", at: 0) }
    if place < lines.count { section.append("") }
    lines.insert(contentsOf: section, at: place)
    return lines.joined(separator: isCRLF ? "\r\n" : "\n") + (isCRLF ? "\r\n" : "\n")
  }

  /// The version of a heading: `## 1.4.0 (2026-07-31)`, `## [1.4.0] - 2026-07-31`, `## v1.4.0`.
  private static func heading(_ line: String) -> String? {
    guard line.hasPrefix("## ") else { return nil }
    let text = line.dropFirst(3).drop { " [".contains($0) }
    let word = text.prefix { !" ](".contains($0) }
    return word.hasPrefix("v") && SemanticVersion(word.dropFirst()) != nil ? String(word.dropFirst()) : String(word)
  }
}
