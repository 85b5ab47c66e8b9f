import AgentManifest
import ArgumentParser
import ImageBuilding
import Settings
import Stages
import SystemPackage

/// What a CI system needs to keep the cache from job to job.
extension Cache {
  struct Dir: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "cache"
    static let configuration = CommandConfiguration(
      commandName: "dir", abstract: "Prints the directory of the cache.")

    @OptionGroup(title: "Settings") var settings: SettingFlags<Dir>

    func run() async throws {
      try await Invocation.print(settings.values) { call in "\(call.directories.cache)\n" }
    }
  }

  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key",
      abstract: "Prints a key for the cache of a CI system, which changes with the agents' dependencies.",
      discussion: """
        It is made of what decides the layers of dependencies: the runtime, the
        settings of the build, the dependencies in agent.yaml, and the project's files
        and locks.
        """)

    @OptionGroup var paths: Flags.Paths
    @Flag(help: "Print only the part that all keys of these agents begin with, to look for an older cache.")
    var prefix = false

    func run() async throws {
      try await Invocation.print(paths.values) { [prefix] call in
        let agents = try (call.settings(Settings.path) ?? ["."]).map { path in
          let agent = try call.agent(at: path)
          return CacheKey.Agent(
            agent.loaded.manifest, bytes: agent.source.bytes, file: agent.manifestPath.lastComponent?.string ?? "",
            in: agent.place, agent.settings)
        }
        let key = CacheKey(agents)
        return "\(prefix ? key.prefix : "\(key)")\n"
      }
    }
  }
}
