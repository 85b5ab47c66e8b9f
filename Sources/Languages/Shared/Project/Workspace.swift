/// The directories that a project consists of: the agent's, and others of the repository that its tools need.
public struct Workspace: Sendable, Hashable {
  /// The agent's directory, seen from the workspace's root: `packages/api`; empty if it is the root.
  public var agent: String
  /// Directories and files below the root that the tools need, besides the agent's directory; the empty path is all.
  public var parts: [String]

  public init(agent: String, parts: [String]) {
    self.agent = agent
    self.parts = parts
  }

  /// An agent that needs nothing but its own directory.
  public static let own = Workspace(agent: "", parts: [])

  /// The workspace around an agent and other directories.
  /// - Parameter places: seen from the repository's root, as `ProjectDirectory.place` is.
  public init(around agent: ProjectDirectory, and places: [String]) {
    let all = ([agent.place] + places).map { $0.split(separator: "/") }
    var common = all[0]
    for parts in all { common = Array(zip(common, parts).prefix { $0 == $1 }.map(\.0)) }
    func below(_ parts: [Substring]) -> String { parts.dropFirst(common.count).joined(separator: "/") }
    self.init(agent: below(all[0]), parts: Set(all.dropFirst().map(below)).sorted())
  }

  /// Whether the tools need a file or directory.
  /// - Parameter path: below the root.
  public func includes(_ path: String) -> Bool {
    ([agent] + parts).contains { $0.isEmpty || path == $0 || path.hasPrefix("\($0)/") }
  }

  /// Whether something that the tools need may be in a directory.
  public func reaches(into path: String) -> Bool {
    includes(path) || ([agent] + parts).contains { $0.hasPrefix("\(path)/") }
  }
}
