/// A version as the page of a release shows it.
public struct ForgeRelease: Sendable, Hashable {
  /// Exists on the forge, or is made there on `commit`.
  public var tag: String
  public var name: String
  /// Markdown.
  public var notes: String
  public var isPrerelease: Bool
  /// Whether it is the highest stable version of all; a forge shows one release as the latest.
  public var isLatest: Bool
  /// 40 hexadecimal digits.
  public var commit: String

  public init(tag: String, name: String, notes: String, isPrerelease: Bool, isLatest: Bool, commit: String) {
    self.tag = tag
    self.name = name
    self.notes = notes
    self.isPrerelease = isPrerelease
    self.isLatest = isLatest
    self.commit = commit
  }

  /// The notes as far as a forge takes them: whole lines, then one that says that more is missing.
  ///
  /// - Parameter limit: UTF-16 code units, of which a text never has fewer than characters, however a forge counts.
  func notes(limit: Int) -> String {
    guard notes.utf16.count > limit else { return notes }
    let ending = "\n\nThese notes are shortened: a release takes at most \(limit) characters.\n"
    var kept = String(decoding: notes.utf16.prefix(limit - ending.utf16.count), as: UTF16.self)
    if let end = kept.lastIndex(where: \.isNewline) {
      kept = String(kept[..<end])
    } else {
      // Half a character may be the last.
      kept.removeLast()
    }
    return kept + ending
  }
}

/// What became of a release, with the address of its page.
public enum ForgeOutcome: Sendable, Hashable {
  case created(url: String)
  /// It had another name or other notes.
  case updated(url: String)
  case unchanged(url: String)

  public var url: String {
    switch self {
    case .created(let url), .updated(let url), .unchanged(let url): url
    }
  }
}
