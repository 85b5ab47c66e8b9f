import Glibc

extension RetryClock {
  /// The machine's clock, and waiting for real.
  public static var system: RetryClock {
    let start = ContinuousClock.now
    return RetryClock(
      now: { ContinuousClock.now - start }, secondsSince1970: { Int64(time(nil)) }, random: { .random(in: 0..<1) },
      sleep: { try await Task.sleep(for: $0) })
  }
}
