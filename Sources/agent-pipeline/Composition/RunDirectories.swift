import AgentManifest
import FileIO
import Glibc
import PipelineCore
import Settings
import SystemPackage

/// Where a run writes to, all absolute.
struct RunDirectories {
  var current: FilePath
  var settings: Settings
  var environment: [String: String]

  /// The work directory of one agent. A `--work-dir` shared by several agents gets a directory for each, and so does a second
  /// manifest in one directory: nobody may push another agent's image.
  func work(of agent: LoadedAgent, isAlone: Bool) -> FilePath {
    guard let set = settings(Settings.workDir) else { return beside(agent.manifestPath) }
    return isAlone ? absolute(FilePath(set)) : absolute(FilePath(set)).appending(agent.name)
  }

  /// Where the reports go: the work directory of the only agent, else one beside where the command was called.
  func report(of manifests: [FilePath]) -> FilePath {
    if let set = settings(Settings.reportDir) ?? settings(Settings.workDir) { return absolute(FilePath(set)) }
    return manifests.count == 1 ? beside(manifests[0]) : absolute(RunContext.defaultWorkDirectory)
  }

  /// The work directory beside a manifest.
  func beside(_ manifest: FilePath) -> FilePath {
    let place = manifest.removingLastComponent()
    let directory = absolute(place.appending(RunContext.defaultWorkDirectory.components))
    if (try? ManifestLocator.find(place.isEmpty ? "." : place, in: current))?.lastComponent == manifest.lastComponent {
      return directory
    }
    return directory.appending(manifest.stem ?? "agent")
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
    // /tmp belongs to everyone: CacheDirectory checks that this directory belongs to us.
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

  /// Makes git leave the work directory alone, as build tools do: nobody wants image layers in a commit.
  ///
  /// Only the directory with our own name gets the file; what a user names with `--work-dir` is the user's. A directory that
  /// cannot be written is told of by the stage that needs it.
  static func keepOutOfGit(_ directory: FilePath) {
    let ignore = directory.appending(".gitignore")
    guard directory.lastComponent == RunContext.defaultWorkDirectory.lastComponent,
      (try? FileStatus.of(ignore)) == .some(nil), (try? Directory.create(directory)) != nil
    else { return }
    try? FileContents.write(Array("# Written by agent-pipeline.\n*\n".utf8), to: ignore, isFlushed: false)
  }
}
