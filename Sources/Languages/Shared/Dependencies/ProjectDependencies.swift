/// What a language's project files say of dependencies.
public struct ProjectDependencies: Sendable {
  /// A dependency and the line that names it.
  public struct Entry: Sendable {
    public var dependency: Dependency
    public var file: String
    /// From 1.
    public var line: Int
  }

  /// The file that names what the agent needs, such as requirements.txt; `nil` if it is missing.
  public var file: String?
  /// What the agent itself needs, in the order of the file.
  public var direct: [Entry] = []
  /// Exact versions by identity, of the direct and the indirect dependencies.
  public var locked: [String: Entry] = [:]
  /// Whether all of it was understood: a file may include others.
  public var isComplete = true

  /// Keeps an entry; the first exact version counts.
  mutating func add(_ dependency: Dependency, _ file: String, _ line: Int, isDirect: Bool = true) {
    let entry = Entry(dependency: dependency, file: file, line: line)
    if isDirect { direct.append(entry) }
    if dependency.version != nil, !dependency.isConditional, locked[dependency.identity] == nil {
      locked[dependency.identity] = entry
    }
  }

  /// The lines of a text with their numbers from 1.
  static func lines(_ text: String) -> [(number: Int, text: String)] { lines(text, isEnd: \.isNewline) }

  static func lines(_ text: String, isEnd: (Character) -> Bool) -> [(number: Int, text: String)] {
    text.split(omittingEmptySubsequences: false, whereSeparator: isEnd).enumerated().map {
      ($0.offset + 1, String($0.element))
    }
  }
}
