import AgentManifest
import Diagnostics
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

/// The results of the selected agents.
struct AgentResults: Sendable {
  var reports: [AgentReport] = []
  var diagnostics: [Diagnostic] = []
  /// Of the first agent that failed.
  var exitCode: Int32 = 0
  /// The container ports, by agent path.
  var ports: [String: [Int]] = [:]
  /// Settings by manifest, of the agents whose reports are to be attached to their images.
  var attaching: [String: Settings] = [:]
}

/// Runs the selected stages of the selected agents.
struct SelectedRun: Sendable {
  let call: Invocation
  let manifests: [FilePath]
  let stages: StageSelection
  let reportDirectory: FilePath

  private var isDryRun: Bool { call.settings(Settings.dryRun) ?? false }

  func run() async -> AgentResults {
    var services = call.services
    // A second view of the repository, so that many agents do not wait for one another.
    if manifests.count > 1 { services.workTrees = RepositoryShelf() }
    var results = AgentResults()
    // A run that only validates writes nothing, not even a key.
    let key =
      AllStages.needWorkDirectory(stages.selected) ? FactsKey.find(call.environment) : (bytes: [], isShared: false)
    let factGuard = FactSeal(services, key: key.bytes, isShared: key.isShared)
    let run = AgentRun(run: { [services] agent, emit in await self.run(agent, services, factGuard, emit) })
    let prepare: @Sendable (LoadedAgent) async -> Void = { [services] agent in
      if stages.selected.contains(.tag) { await services.prepareWorkTree(of: agent.place) }
    }
    await LoadedAgent.read(manifests, in: call.currentDirectory, given: call.settings) { batch in
      for case .success(let agent) in batch { call.sources.add(agent.source) }
      await run(
        batch,
        canRunInParallel: { AllStages.canRunInParallel(stages.selected, $0.settings, isDryRun: isDryRun) },
        prepare: prepare, show: call.console.handle
      ) { results.add($0) }
    }
    return results
  }

  private func run(
    _ agent: LoadedAgent, _ services: StageServices, _ factGuard: FactSeal, _ emit: @escaping AgentRun.Emit
  ) async -> AgentReport {
    let context = call.context(
      of: agent, isAlone: manifests.count == 1, reportDirectory: reportDirectory, isDryRun: isDryRun, emit: emit)
    if AllStages.needWorkDirectory(stages.selected) {
      RunDirectories.keepOutOfGit(context.workDirectory, below: [context.directory, context.invocationDirectory])
    }
    let services = await services.judging(checkoutIn: context)
    return await PipelineRunner.run(
      AllStages.stages(for: agent.loaded, services), stages, isStrict: agent.settings(Settings.strict) ?? false,
      interruption: call.interruption, clock: SystemClock.wall, factGuard: factGuard, in: context,
      report: AgentReport(name: agent.name, path: agent.directory.string, manifest: agent.manifestPath.string))
  }
}

extension AgentResults {
  fileprivate mutating func add(_ outcome: AgentRun.Outcome) {
    switch outcome {
    case .success(let (agent, report)):
      reports.append(report)
      ports[report.path] = agent.loaded.manifest.map { $0.spec.ports.map(\.container.value) }
      if agent.settings(Settings.pushAttachReports) == true { attaching[agent.manifestPath.string] = agent.settings }
      if exitCode == 0 { exitCode = report.exitCode }
    case .failure(let error):
      diagnostics.append(error.diagnostic)
      if exitCode == 0 { exitCode = error.failureKind.exitCode }
    }
  }
}
