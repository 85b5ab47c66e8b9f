/// Runs the stages for one agent. `StageSteps` has the steps around a stage's work.
public enum PipelineRunner {
  /// Runs the selected stages in order; after a failure the rest is reported as not run.
  ///
  /// - Parameters:
  ///   - factGuard: decides which facts of earlier processes count.
  ///   - report: the agent's, to be completed.
  public static func run(
    _ stages: [any Stage], _ selection: StageSelection, isStrict: Bool, interruption: Interruption, clock: WallClock,
    factGuard: any FactGuard, in context: RunContext, report: AgentReport
  ) async -> AgentReport {
    var context = context
    context.selection = selection
    let store = FactStore(
      workDirectory: context.workDirectory, agent: report.name,
      types: stages.flatMap { type(of: $0).produces }.compactMap { $0 as? any PersistentFact.Type },
      seal: factGuard.seal)
    var run = AgentProgress(
      context: context, isStrict: isStrict, interruption: interruption, clock: clock, stages: stages,
      selected: stages.filter { selection.selected.contains(type(of: $0).id) },
      state: RunState(emit: context.emit, write: store.write), store: store, factGuard: factGuard, report: report)
    context.emit(.agentStarted(name: report.name, path: report.path))
    let lock = await run.openWorkDirectory()
    defer { withExtendedLifetime(lock) {} }
    for stage in stages { _ = await StageSteps.all(stage, &run) }
    return run.finish()
  }
}
