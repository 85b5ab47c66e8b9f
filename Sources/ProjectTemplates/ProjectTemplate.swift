import TextFormats

/// An agent to begin with: small, complete, and tested without a network or a key. The files are those of `templates/`.
public struct ProjectTemplate: Sendable, Hashable {
  public struct File: Sendable, Hashable {
    /// Relative to the agent's directory, with `/`.
    public var path: String
    /// UTF-8 with LF.
    public var contents: String
    public var isExecutable: Bool

    public init(_ path: String, _ contents: String, isExecutable: Bool = false) {
      self.path = path
      self.contents = contents
      self.isExecutable = isExecutable
    }
  }

  /// What it is: `chatbot`. It is the agent's name in the files, too.
  public var name: String
  /// The runtime, as agent.yaml names it: `python`.
  public var language: String
  /// What the agent does, in a sentence without a full stop.
  public var summary: String
  /// In the order of their paths.
  public var files: [File]

  init(_ name: String, _ language: String, _ summary: String, _ files: [File]) {
    self.name = name
    self.language = language
    self.summary = summary
    self.files = files
  }

  static let manifest = "agent.yaml"
  static let readme = "README.md"

  /// The files for an agent of another name: `metadata.name` of agent.yaml, and the title of README.md. What a language
  /// calls its program or package stays, because not each agent's name is valid there.
  /// - Parameter agent: any text; whether it is a valid name is for the rules of agent.yaml to say.
  public func files(named agent: String) -> [File] {
    files.map { file in
      var file = file
      switch file.path {
      case Self.manifest:
        file.contents = file.contents.replacingFirstLine("  name: \(name)", with: "  name: \(YAMLText.scalar(agent))")
      case Self.readme:
        let title = agent.split(whereSeparator: \.isNewline).joined(separator: " ")
        file.contents = file.contents.replacingFirstLine("# \(name)", with: "# \(title)")
      default: break
      }
      return file
    }
  }
}

extension String {
  /// The text with another line for the first one that is as given.
  fileprivate func replacingFirstLine(_ line: String, with other: String) -> String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let index = lines.firstIndex(of: line) { lines[index] = other }
    return lines.joined(separator: "\n")
  }
}
