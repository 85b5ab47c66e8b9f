import Diagnostics
import Stages
import SystemPackage

/// Several agents never go to one repository: each would move the tags of the others.
enum SharedDestinations {
  /// - Throws: if two agents have a destination in common.
  static func refuse(among manifests: [FilePath], _ call: Invocation) async throws(Failure) {
    guard manifests.count > 1 else { return }
    var owners: [String: FilePath] = [:]
    var clash: (repository: String, one: FilePath, other: FilePath)?
    // Read errors are reported when the agents run.
    await LoadedAgent.read(manifests, in: call.currentDirectory, given: call.settings) { batch in
      for case .success(let agent) in batch {
        let destinations = Destinations(agent.settings, environment: call.environment)
        for repository in (try? destinations.repositories(name: agent.name, directory: agent.place)) ?? [] {
          guard let other = owners.updateValue(agent.manifestPath, forKey: repository) else { continue }
          clash = clash ?? (repository, other, agent.manifestPath)
        }
      }
    }
    guard let clash else { return }
    throw Failure(
      .usage, "shared-destination",
      "`\(clash.one)` and `\(clash.other)` would both be pushed to `\(clash.repository)`, each over the other",
      hints: ["give each agent its own repository: `--push-to registry.example.com/team/{name}`, or `{path}`"])
  }
}
