import OCIImage
import PipelineCore
import Settings

/// Decides which hosts get the credentials of variables that name no host: `AGENT_REGISTRY_TOKEN`, `DOCKER_USERNAME` and
/// `DOCKER_PASSWORD` without `AGENT_REGISTRY_URL`.
///
/// A host that a flag, a variable or the command names gets them. A host that only agent.yaml names gets them in a build
/// of the repository itself, which the CI system has to prove. Anyone can propose a change to agent.yaml: for change
/// requests, and where nothing is known, the credentials would be sent wherever a stranger likes.
struct UnboundCredentials {
  /// Domains.
  let hosts: Set<String>
  /// What only agent.yaml names.
  let withheld: Set<String>
  /// The only domains that get any credential, in a fork's build: agent.yaml must not choose what is read or written with
  /// one. `nil` for all.
  let allowed: Set<String>?

  /// - Parameter destinations: the domains that the command names.
  init(_ settings: Settings, _ source: SourceTrust, destinations: Set<String>) {
    func isTrusted<Value>(_ setting: Setting<Value>) -> Bool {
      source == .repository || settings.origin(of: setting)?.location == nil
    }
    func domains(_ texts: [String]) -> Set<String> {
      Set(texts.compactMap { try? Reference(parsing: $0).domain })
    }
    let pushed = domains((settings(Settings.pushTo) ?? []).map { RepositoryTemplate($0).sample })
    var hosts = destinations.union(isTrusted(Settings.pushTo) ? pushed : [])
    // Without any destination they mean Docker Hub, unless agent.yaml says which image is pulled from there.
    if pushed.isEmpty, destinations.isEmpty, isTrusted(Settings.buildBaseImage), isTrusted(Settings.buildDockerfile),
      isTrusted(Settings.buildCacheFrom)
    {
      hosts.insert(Reference.dockerHub)
    }
    let base = isTrusted(Settings.buildBaseImage) ? [] : domains([settings(Settings.buildBaseImage) ?? ""])
    self.hosts = hosts
    let isBaseTrusted = settings.origin(of: Settings.buildBaseImage)?.location == nil
    allowed =
      source == .fork
      ? hosts.union(isBaseTrusted ? domains([settings(Settings.buildBaseImage) ?? Reference.dockerHub]) : []) : nil
    withheld = pushed.union(base).subtracting(hosts)
  }
}
