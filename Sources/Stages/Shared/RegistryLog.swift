import Diagnostics
import OCIRegistry
import PipelineCore
import Synchronization

/// Handles the notices of the registry clients of a stage: shows them at once, and keeps what the report needs.
final class RegistryLog: Sendable {
  struct Waits: Sendable {
    var count = 0
    var total = Duration.zero
    var lastReason = ""
  }

  private let emit: @Sendable (RunEvent) -> Void
  private let state = Mutex((waits: Waits(), warnings: [String]()))

  init(_ context: RunContext) {
    emit = context.emit
  }

  @Sendable func take(_ notice: RegistryNotice) {
    switch notice {
    case .waiting(let wait, _, _, let failure):
      state.withLock { state in
        state.waits.count += 1
        state.waits.total += wait
        state.waits.lastReason = failure.diagnostic.message
      }
      emit(.line("\(notice)"))
    case .warning:
      state.withLock { if !$0.warnings.contains("\(notice)") { $0.warnings.append("\(notice)") } }
    case .credential:
      emit(.detail("\(notice)"))
    }
  }

  /// The waits since the last call.
  func takeWaits() -> Waits {
    state.withLock { state in
      defer { state.waits = Waits() }
      return state.waits
    }
  }

  /// Records the warnings of registries, each once.
  func record(in journal: inout StageJournal) {
    for text in state.withLock(\.warnings) { journal.record(.note("registry-warning", text)) }
  }
}
