import Diagnostics
import FileIO
import Settings
import Stages
import SystemPackage

/// What several agents of one call must not have in common, found before anything is built.
enum SharedBetweenAgents {
  /// - Parameters:
  ///   - tags: whether versions are derived: agents of one name would have the same git tags.
  ///   - pushes: whether images are pushed: each agent would move the tags of the others.
  /// - Throws: if two agents have a name or a destination in common.
  static func refuse(
    among manifests: [FilePath], tags: Bool, pushes: Bool, _ call: Invocation
  ) async throws(Failure) {
    guard manifests.count > 1, tags || pushes else { return }
    // Git tags are of one repository.
    var named: [Named: FilePath] = [:]
    var pushed: [String: FilePath] = [:]
    var failure: Failure?
    // Read errors are reported when the agents run.
    await LoadedAgent.read(manifests, in: call.currentDirectory, given: call.settings) { batch in
      for case .success(let agent) in batch {
        if tags, agent.settings(Settings.tagPrefix) == nil {
          let key = Named(name: agent.name, repository: Project(around: agent.place).root)
          if let other = named.updateValue(agent.manifestPath, forKey: key) {
            failure = failure ?? sameName(agent.name, other, agent.manifestPath)
          }
        }
        guard pushes else { continue }
        let destinations = Destinations(agent.settings, environment: call.environment)
        for repository in (try? destinations.repositories(name: agent.name, directory: agent.place)) ?? [] {
          guard let other = pushed.updateValue(agent.manifestPath, forKey: repository) else { continue }
          failure = failure ?? sameDestination(repository, other, agent.manifestPath)
        }
      }
    }
    if let failure { throw failure }
  }

  private struct Named: Hashable {
    var name: String
    var repository: FilePath
  }

  private static func sameName(_ name: String, _ one: FilePath, _ other: FilePath) -> Failure {
    Failure(
      .usage, "shared-name", "`\(one)` and `\(other)` are both named `\(name)`, so they would share their git tags",
      hints: ["give the agents different names, or different prefixes with `tag.prefix`"])
  }

  private static func sameDestination(_ repository: String, _ one: FilePath, _ other: FilePath) -> Failure {
    Failure(
      .usage, "shared-destination",
      "`\(one)` and `\(other)` would both be pushed to `\(repository)`, each over the other",
      hints: ["give each agent its own repository: `--push-to registry.example.com/team/{name}`, or `{path}`"])
  }
}
