import AgentManifest
import PipelineCore
import SystemPackage

/// Where a run writes to, all absolute.
struct RunFolders {
  var current: FilePath
  var settings: Settings
  var environment: [String: String]

  /// The run folder of one agent. A `--work-dir` shared by several agents gets a folder for each, and so does a second
  /// manifest in one folder: nobody may push another agent's image.
  func work(of agent: LoadedAgent, amongSeveral: Bool) -> FilePath {
    guard let set = settings(Settings.workDir) else {
      let folder = absolute(agent.folder.appending(RunContext.defaultWorkFolder.components))
      if (try? ManifestLocator.find(agent.folder)) == agent.manifestPath { return folder }
      return folder.appending(agent.manifestPath.stem ?? agent.name)
    }
    return amongSeveral ? absolute(FilePath(set)).appending(agent.name) : absolute(FilePath(set))
  }

  /// Where the reports go: the run folder of the only agent, else one beside where the command was called.
  func report(of agents: [LoadedAgent]) -> FilePath {
    if let set = settings(Settings.reportDir) { return absolute(FilePath(set)) }
    if agents.count == 1 { return work(of: agents[0], amongSeveral: false) }
    return absolute(settings(Settings.workDir).map { FilePath($0) } ?? RunContext.defaultWorkFolder)
  }

  /// XDG Base Directory specification: `$XDG_CACHE_HOME`, else `~/.cache`; a relative value is to be ignored.
  var cache: FilePath {
    if let set = settings(Settings.cacheDir) { return absolute(FilePath(set)) }
    if let xdg = environment["XDG_CACHE_HOME"].map({ FilePath($0) }), xdg.isAbsolute {
      return xdg.appending("agent-pipeline")
    }
    if let home = environment["HOME"].map({ FilePath($0) }), home.isAbsolute {
      return home.appending(".cache/agent-pipeline")
    }
    return "/tmp/agent-pipeline-cache"
  }

  func absolute(_ path: FilePath) -> FilePath {
    current.pushing(path).lexicallyNormalized()
  }
}
