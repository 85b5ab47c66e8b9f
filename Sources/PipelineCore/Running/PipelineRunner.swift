/// Runs the stages for one agent. `StageSteps` has the steps around a stage's work.
public struct PipelineRunner: Sendable {
  /// The report and the exit status of one agent.
  public struct Result: Sendable {
    public var report: AgentReport
    /// 0 if every stage that ran passed.
    public var exitCode: Int32
  }

  private let stages: [any Stage]
  private let selection: StageSelection
  private let isStrict: Bool
  private let interruption: Interruption
  private let clock: WallClock

  public init(
    stages: [any Stage], selection: StageSelection, isStrict: Bool, interruption: Interruption, clock: WallClock
  ) {
    self.stages = stages
    self.selection = selection
    self.isStrict = isStrict
    self.interruption = interruption
    self.clock = clock
  }

  /// Runs the selected stages in order; after a failure the rest is reported as not run.
  public func run(_ context: RunContext, report: AgentReport) async -> Result {
    var run = AgentProgress(
      context: context, isStrict: isStrict, interruption: interruption, clock: clock, stages: stages,
      selected: stages.filter { selection.selected.contains(type(of: $0).id) },
      state: RunState(emit: context.emit),
      store: FactStore(
        workDirectory: context.workDirectory,
        types: stages.flatMap { type(of: $0).produces }.compactMap { $0 as? any PersistentFact.Type }),
      report: report)
    context.emit(.agentStarted(name: report.name, path: report.path))
    let lock = run.openWorkDirectory()
    defer { withExtendedLifetime(lock) {} }
    for stage in stages { _ = await StageSteps.all(stage, &run) }
    return run.finish()
  }
}
