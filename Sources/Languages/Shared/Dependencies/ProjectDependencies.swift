/// What the runtime's own files say of dependencies.
struct RuntimeFiles {
  /// A dependency and the line that names it.
  struct Entry {
    var dependency: Dependency
    var file: String
    /// From 1.
    var line: Int
  }

  /// The file that names what the agent needs, such as requirements.txt; nothing where it is missing.
  var file: String?
  /// What the agent itself needs, in the order of the file.
  var direct: [Entry] = []
  /// Exact versions by identity, of the direct and the indirect dependencies.
  var locked: [String: Entry] = [:]
  /// Whether all of it was understood: a file may include others.
  var isComplete = true

  static func read(_ surroundings: ManifestSurroundings, _ language: RuntimeSelection.Language) -> RuntimeFiles {
    switch language {
    case .python: requirements(surroundings)
    case .nodejs: packageJSON(surroundings)
    case .go: goMod(surroundings)
    case .rust: cargo(surroundings)
    case .java: maven(surroundings)
    }
  }

  /// Keeps an entry; the first exact version counts.
  mutating func add(_ dependency: Dependency, _ file: String, _ line: Int, isDirect: Bool = true) {
    let entry = Entry(dependency: dependency, file: file, line: line)
    if isDirect { direct.append(entry) }
    if dependency.version != nil, !dependency.isConditional, locked[dependency.identity] == nil {
      locked[dependency.identity] = entry
    }
  }

  /// The lines of a text with their numbers from 1.
  static func lines(_ text: String) -> [(number: Int, text: String)] {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated().map {
      ($0.offset + 1, String($0.element))
    }
  }
}
