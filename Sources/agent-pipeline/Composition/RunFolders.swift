import AgentManifest
import FileIO
import Glibc
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
    if (try? ManifestLocator.find(place.isEmpty ? "." : place, in: current))?.lastComponent == manifest.lastComponent {
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
    // /tmp belongs to everyone: CacheFolder checks that this directory belongs to us.
    return FilePath("/tmp/agent-pipeline-cache-\(getuid())")
  }

  /// Where files go that last no longer than the process.
  var temporary: FilePath { Self.temporary(environment) }

  static func temporary(_ environment: [String: String]) -> FilePath {
    environment["TMPDIR"].flatMap { $0.isEmpty ? nil : FilePath($0) } ?? "/tmp"
  }

  func absolute(_ path: FilePath) -> FilePath {
    current.pushing(path).lexicallyNormalized()
  }

  /// Makes git leave the run folder alone, as build tools do: nobody wants image layers in a commit.
  ///
  /// Only the folder with our own name gets the file; what a user names with `--work-dir` is the user's. A folder that
  /// cannot be written is told of by the stage that needs it.
  static func keepOutOfGit(_ folder: FilePath) {
    let ignore = folder.appending(".gitignore")
    guard folder.lastComponent == RunContext.defaultWorkFolder.lastComponent,
      (try? FileStatus.of(ignore)) == .some(nil), (try? Folder.create(folder)) != nil
    else { return }
    try? FileContents.write(Array("# Written by agent-pipeline.\n*\n".utf8), to: ignore, isFlushed: false)
  }
}
