import FileIO
import OCIImage
public import SystemPackage

/// The files that the tools of a language see: of the agent's directory, and of its workspace where it has one.
public struct ProjectTree: Sendable {
  /// Of the workspace's root. What .dockerignore leaves out is not among them, but for the files that the tools start from.
  public var tree: SourceTree
  /// The agent's directory below the root; empty if it is the root.
  public var agent: String

  public init(tree: SourceTree, agent: String) {
    self.tree = tree
    self.agent = agent
  }

  /// The agent's directory alone.
  public var own: SourceTree {
    if agent.isEmpty { return tree }
    let prefix = "\(agent)/"
    let entries = tree.entries.compactMap { entry -> LayerEntry? in
      guard entry.path.hasPrefix(prefix) else { return nil }
      var entry = entry
      entry.path.removeFirst(prefix.count)
      return entry
    }
    return SourceTree(directory: tree.directory.pushing(FilePath(agent)), entries: entries, project: tree.project)
  }

  /// The agent's directory, as languages look into it.
  var directory: ProjectDirectory {
    ProjectDirectory(place: agent, files: FileList(tree.filesAndLinks)) { path, limit in
      try? FileContents.read(tree.directory.pushing(FilePath(path)), limit: limit, in: tree.project)
    }
  }

  /// Decides what a tool makes of it.
  func digest() throws -> String { "\(try tree.digest()) \(agent)" }

  /// Decides what a tool makes of all but Java's code, which lists no dependencies.
  func digestWithoutCode() throws -> String {
    var other = tree
    other.entries.removeAll { $0.path.hasSuffix(".java") }
    return "\(try other.digest()) \(agent)"
  }

  /// Copies all of it: a tool writes nothing into the agent's directory, and depends on nothing else of the machine.
  /// - Returns: the agent's directory in the copy.
  public func copy(to scratch: FilePath) throws -> FilePath {
    try tree.copy(to: scratch)
    return agent.isEmpty ? scratch : scratch.pushing(FilePath(agent))
  }
}
