import FileIO
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage

/// The project as the build finds it: in its place, or in the copy in which `build.run` ran.
struct ProjectSources {
  let plan: BuildPlan
  let context: RunContext
  let workspace: Workspace
  /// The workspace's root, absolute and without links.
  let root: FilePath
  /// What files may be links to.
  let project: Project
  /// The agent's directory, where this is a copy in which commands ran.
  private let original: ApplicationFiles?

  /// The project in its place.
  init(_ plan: BuildPlan, _ context: RunContext) throws {
    self.plan = plan
    self.context = context
    project = Project(around: context.directory)
    original = nil
    let directory = ProjectDirectory(at: context.directory)
    workspace = try plan.workspace(of: directory, context)
    root = Self.root(of: workspace, from: project.root.pushing(FilePath(directory.place)))
  }

  /// The same project in a copy.
  init(_ original: ProjectSources, copiedTo root: FilePath) {
    plan = original.plan
    context = original.context
    workspace = original.workspace
    self.root = root
    project = Project(only: root)
    self.original = original.application
  }

  private static func root(of workspace: Workspace, from directory: FilePath) -> FilePath {
    var root = directory
    for _ in FilePath(workspace.agent).components { root.removeLastComponent() }
    return root
  }

  /// The agent's.
  var directory: FilePath { root.pushing(FilePath(workspace.agent)) }

  /// What goes into the image as it is.
  func files() throws -> SourceTree {
    let entries =
      if let original {
        try application.product(of: original, plan.runtime)
      } else {
        try application.shipped(plan.runtime)
      }
    return SourceTree(directory: directory, entries: entries, project: project)
  }

  /// The files of the agent's directory.
  var application: ApplicationFiles { ApplicationFiles(plan, context, in: directory, of: project) }

  /// What the language's tools see.
  /// - Parameter isShipped: whether what they see goes into the image, as it does from an engine's build context.
  func tree(isShipped: Bool = false) throws -> ProjectTree {
    let own =
      isShipped
      ? try application.tree().entries : try application.seenByTools(plan.runtime.toolFiles)
    var entries = own.map { entry in
      var entry = entry
      if !workspace.agent.isEmpty { entry.path = "\(workspace.agent)/\(entry.path)" }
      return entry
    }
    if workspace != .own {
      let around = ApplicationFiles(plan, context, in: root, of: project)
      entries += try around.seenByTools(plan.runtime.toolFiles) { path in
        !Self.isBelow(path, workspace.agent) && workspace.reaches(into: path)
      }
      entries = entries.filter { Self.isBelow($0.path, workspace.agent) || workspace.includes($0.path) }
      entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
    return ProjectTree(
      tree: SourceTree(directory: root, entries: entries, project: project), agent: workspace.agent)
  }

  private static func isBelow(_ path: String, _ directory: String) -> Bool {
    directory.isEmpty || path == directory || path.hasPrefix("\(directory)/")
  }
}
