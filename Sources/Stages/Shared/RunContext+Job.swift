import PipelineCore

extension RunContext {
  /// Whether a schedule started the job.
  var isScheduled: Bool { ci?.event == .schedule }
}
