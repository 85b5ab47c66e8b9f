import AgentManifest
import PipelineCore
import Settings
import SystemPackage

/// Where a run writes to, all absolute.
struct RunFolders {
  var current: FilePath
  var settings: Settings
  var environment: [String: String]

  /// The run folder of one agent. A `--work-dir` shared by several agents gets a folder for each, and so does a second
  /// manifest in one folder: nobody may push another agent's image.
  func work(of agent: LoadedAgent, isAlone: Bool) -> FilePath {
    guard let set = settings(Settings.workDir) else { return beside(agent.manifestPath) }
    return isAlone ? absolute(FilePath(set)) : absolute(FilePath(set)).appending(agent.name)
  }

  /// Where the reports go: the run folder of the only agent, else one beside where the command was called.
  func report(of manifests: [FilePath]) -> FilePath {
    if let set = settings(Settings.reportDir) ?? settings(Settings.workDir) { return absolute(FilePath(set)) }
    return manifests.count == 1 ? beside(manifests[0]) : absolute(RunContext.defaultWorkFolder)
  }

  /// The run folder beside a manifest.
  func beside(_ manifest: FilePath) -> FilePath {
    let place = manifest.removingLastComponent()
    let folder = absolute(place.appending(RunContext.defaultWorkFolder.components))
    if (try? ManifestLocator.find(place.isEmpty ? "." : place))?.lastComponent == manifest.lastComponent {
      return folder
    }
    return folder.appending(manifest.stem ?? "agent")
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
