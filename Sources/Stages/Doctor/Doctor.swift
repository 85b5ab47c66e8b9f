import Diagnostics
import GitHistory
import OCIImage
import OCIRegistry
import PipelineCore
import Sandbox
public import Settings
import Synchronization
public import SystemPackage

/// Examines what a run relies on besides the manifest. It changes nothing: to test a push, it opens an upload and
/// cancels it at once.
public struct Doctor: Sendable {
  private let services: StageServices
  private let settings: Settings

  public init(_ services: StageServices, _ settings: Settings) {
    self.services = services
    self.settings = settings
  }

  /// Every sandbox is tried, not only looked for.
  public func sandboxes() async -> [Examination] {
    var examinations: [Examination] = []
    var hasUsable = false
    let engines = SandboxEngines.all(host: services.sandboxHost)
    for engine in engines {
      let name = type(of: engine).id.rawValue
      switch await engine.availability() {
      case .usable:
        examinations.append(Examination(.sandboxes, name, .usable, hasUsable ? "works" : "works; `auto` uses it"))
        hasUsable = true
      case .unusable(let reason, let hints):
        examinations.append(Examination(.sandboxes, name, .unusable, reason, hints: hints))
      }
    }
    // One is enough.
    if hasUsable {
      for place in examinations.indices where examinations[place].verdict == .unusable {
        examinations[place].verdict = .unneeded
      }
    }
    return examinations
  }

  /// Whether build tools run in a sandbox.
  public func buildIsolation() async -> Examination {
    let name = "build tools"
    switch await services.toolSandboxes.find() {
    case .success: return Examination(.sandboxes, name, .usable, "run isolated")
    case .failure(let failure):
      let isRequired = settings(Settings.buildIsolation) == .required
      return Examination(
        .sandboxes, name, isRequired ? .unusable : .unneeded, "run without isolation: \(failure.diagnostic.message)",
        hints: failure.diagnostic.hints)
    }
  }

  /// The registries that the settings name: whether each one accepts the credential, and where that comes from.
  /// - Parameters:
  ///   - name: the agent's; `nil` without a valid manifest.
  ///   - directory: the agent's.
  public func registries(of name: String?, in directory: FilePath) async -> [Examination] {
    var examinations: [Examination] = []
    if let base = settings(Settings.buildBaseImage), !base.hasPrefix("oci-layout:"), base != "scratch",
      let reference = try? Reference(parsing: base)
    {
      let base = await examine(reference, "responds; the base image exists") { client throws(RegistryFailure) in
        _ = try await client.resolve(reference)
      }
      examinations.append(base)
    }
    let destinations = Destinations(settings, environment: services.environment)
    for (template, repository) in destinations.resolved(name: name ?? "", directory: directory) {
      if name == nil, template.isPerAgent {
        examinations.append(
          Examination(
            .registries, template.text, .unneeded, "differs from agent to agent, and no valid manifest was read",
            hints: ["write the agent's directory behind the command: `agent-pipeline doctor PATH`"]))
        continue
      }
      do {
        let destination = try repository.get()
        let push = await examine(
          destination, "responds and allows this credential to push (an upload was opened and cancelled)"
        ) { client throws(RegistryFailure) in try await client.checkPushAccess(to: destination) }
        examinations.append(push)
      } catch {
        examinations.append(Examination(.registries, template.text, failure: error))
      }
    }
    if destinations.isEmpty {
      examinations.append(
        Examination(
          .registries, "push.to", .unneeded, "is not set: nothing would be pushed",
          hints: ["set `spec.pipeline.push.to`, `--push-to` or AGENT_PIPELINE_PUSH_TO to a repository"]))
    }
    return examinations
  }

  private func examine(
    _ reference: Reference, _ success: String,
    _ ask: @escaping @Sendable (RegistryClient) async throws(RegistryFailure) -> Void
  ) async -> Examination {
    let credential = Mutex("no credential, anonymous access")
    let client = services.registry(
      for: reference, settings,
      onNotice: { notice in
        if case .credential(_, let found?) = notice { credential.withLock { $0 = "\(found)" } }
      })
    do throws(RegistryFailure) {
      try await ask(client)
      return Examination(.registries, reference.repository, .usable, "\(success); \(credential.withLock { $0 })")
    } catch {
      var examination = Examination(.registries, reference.repository, failure: error)
      examination.detail += "; \(credential.withLock { $0 })"
      return examination
    }
  }

  /// - Parameter directory: the agent's.
  public func history(of directory: FilePath) -> [Examination] {
    do throws(GitFailure) {
      let repository = try services.openRepository(directory)
      let head = try repository.head()
      let place = head.branch.map { "on branch `\($0)`" } ?? "with a detached HEAD"
      let tags = try repository.tags { _ in false }.count
      let depth =
        repository.isShallow
        ? Examination(
          .history, "depth", .unusable, "this clone is shallow: a version may need commits that it lacks",
          hints: [services.ci.fullHistoryRemedy ?? "run `git fetch --unshallow --tags`"])
        : Examination(.history, "depth", .usable, "the history is complete")
      return [
        Examination(.history, "repository", .usable, "at \(head.shortCommit), \(place), with \(tags) tags"), depth,
      ]
    } catch {
      return [Examination(.history, "repository", failure: error)]
    }
  }
}
