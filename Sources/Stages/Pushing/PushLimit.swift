import OCIRegistry
import PipelineCore
import Settings
import TextFormats

/// The time limit of a push to all its destinations together: the setting `push.timeout`.
struct PushLimit: Sendable {
  private let limit: Duration?
  private let start = ContinuousClock.now

  init(_ settings: Settings) {
    limit = settings(Settings.pushTimeout)
  }

  /// Runs a push and cancels it when the time is over; its failure then says so.
  func run<Value: Sendable>(
    _ attempt: String, _ body: @escaping @Sendable () async throws(RegistryFailure) -> Value
  ) async -> Result<Value, RegistryFailure> {
    @Sendable func push() async -> Result<Value, RegistryFailure> {
      do throws(RegistryFailure) { return .success(try await body()) } catch { return .failure(error) }
    }
    guard let limit else { return await push() }
    let late = RegistryFailure.timedOut(
      attempt, limit: "\(HumanText.duration(limit.inSeconds))", setting: "push.timeout")
    let left = limit - (ContinuousClock.now - start)
    guard left > .zero else { return .failure(late) }
    return await withTaskGroup(of: Result<Value, RegistryFailure>?.self) { group in
      group.addTask { await push() }
      group.addTask {
        try? await Task.sleep(for: left)
        return nil
      }
      var isLate = false
      while let result = await group.next() {
        if let result {
          group.cancelAll()
          return isLate ? Self.blaming(late, in: result) : result
        }
        isLate = !Task.isCancelled
        group.cancelAll()
      }
      return .failure(late)
    }
  }

  /// Tags that were cancelled failed because of the limit; tags that were pushed before stay so.
  private static func blaming<Value>(
    _ late: RegistryFailure, in result: Result<Value, RegistryFailure>
  ) -> Result<Value, RegistryFailure> {
    guard case .success(let value) = result else { return .failure(late) }
    guard var tags = value as? [TagPush] else { return result }
    for index in tags.indices {
      if case .failed = tags[index].status { tags[index].status = .failed(late) }
    }
    return (tags as? Value).map { .success($0) } ?? result
  }
}
