public import TextFormats

/// Tells the time; tests hand in a clock of their own.
public struct WallClock: Sendable {
  public var now: @Sendable () -> Timestamp

  public init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }
}
