extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Measures how long something takes, by a clock that nobody sets.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds / 1_000_000_000_000_000) / 1000
  }
}
