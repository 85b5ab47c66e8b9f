import AgentManifest
import FileIO
import Glibc
import PipelineCore
import Settings
import SystemPackage

/// The directories that a run writes to, all absolute.
struct RunDirectories {
  var current: FilePath
  var settings: Settings
  var environment: [String: String]

  /// The work directory of one agent. Each agent that shares `--work-dir` gets a directory in it, and so does a second
  /// manifest in one directory: no agent may push another's image.
  func work(of agent: LoadedAgent, isAlone: Bool) -> FilePath {
    guard let set = settings(Settings.workDir) else { return beside(agent.manifestPath) }
    // A name that is not valid yet must not lead out of the directory.
    let name = FilePath.Component(agent.name).flatMap { $0.kind == .regular ? $0 : nil }
    let own = name ?? agent.place.lastComponent ?? "agent"
    return isAlone ? absolute(FilePath(set)) : absolute(FilePath(set)).appending(own)
  }

  /// Where the reports go: the work directory of the only agent, else one in the current directory.
  func report(of manifests: [FilePath]) -> FilePath {
    if let set = settings(Settings.reportDir) ?? settings(Settings.workDir) { return absolute(FilePath(set)) }
    return manifests.count == 1 ? beside(manifests[0]) : absolute(RunContext.defaultWorkDirectory)
  }

  /// The work directory next to a manifest.
  func beside(_ manifest: FilePath) -> FilePath {
    let place = manifest.removingLastComponent()
    let directory = absolute(place.appending(RunContext.defaultWorkDirectory.components))
    if (try? ManifestLocator.find(place.isEmpty ? "." : place, in: current))?.lastComponent == manifest.lastComponent {
      return directory
    }
    return directory.appending(manifest.stem ?? "agent")
  }

  /// XDG Base Directory specification: `$XDG_CACHE_HOME`, else `~/.cache`; relative values are ignored.
  var cache: FilePath {
    if let set = settings(Settings.cacheDir) { return absolute(FilePath(set)) }
    if let xdg = environment["XDG_CACHE_HOME"].map({ FilePath($0) }), xdg.isAbsolute {
      return xdg.appending("agent-pipeline")
    }
    if let home = environment["HOME"].map({ FilePath($0) }), home.isAbsolute {
      return home.appending(".cache/agent-pipeline")
    }
    // /tmp is world-writable: CacheDirectory checks the owner.
    return FilePath("/tmp/agent-pipeline-cache-\(getuid())")
  }

  /// For files that last no longer than the process.
  var temporary: FilePath { Self.temporary(environment) }

  static func temporary(_ environment: [String: String]) -> FilePath {
    environment["TMPDIR"].flatMap { $0.isEmpty ? nil : FilePath($0) } ?? "/tmp"
  }

  func absolute(_ path: FilePath) -> FilePath {
    current.pushing(path).lexicallyNormalized()
  }

  /// The directories that the user chose with the PATHs of a call: what is below them may come from a repository.
  func chosen(_ manifests: [FilePath]) -> [FilePath] {
    [current] + manifests.map { absolute($0.removingLastComponent()) }
  }

  /// Makes git ignore the work directory, as build tools do.
  ///
  /// Only the directory with the default name gets the file, not one named with `--work-dir`. The stage that needs the
  /// directory reports if it cannot be written.
  /// - Parameter chosen: the directories that the user chose.
  static func keepOutOfGit(_ directory: FilePath, below chosen: [FilePath]) {
    let ignore = directory.appending(".gitignore")
    guard directory.lastComponent == RunContext.defaultWorkDirectory.lastComponent,
      (try? Directory.claim(directory, below: chosen)) != nil, (try? FileStatus.of(ignore)) == .some(nil)
    else { return }
    try? FileContents.write(Array("# Written by agent-pipeline.\n*\n".utf8), to: ignore, isFlushed: false)
  }
}
