/// Durations as people write them: numbers with units, `30s`, `1m30s`, `500ms`, `1.5h` (Go's time.ParseDuration).
public enum DurationText {
  /// `nil` if the text is not a duration, such as a number without a unit.
  public static func parse(_ text: String) -> Duration? {
    var rest = Substring(text)
    var total = Duration.zero
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest = rest[number.endIndex...]
      let unit = rest.prefix { !(("0"..."9").contains($0) || $0 == ".") }
      rest = rest[unit.endIndex...]
      guard let amount = Double(number), amount < 1e9, let length = units[String(unit)] else { return nil }
      total += length * amount
    }
    return total
  }

  /// The shortest form: 90 seconds are `1m30s`.
  public static func format(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"), (milliseconds, "ms")]
    let written = parts.filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }.joined()
    return written.isEmpty ? "0s" : written
  }

  private static let units: [String: Duration] = [
    "ns": .nanoseconds(1), "us": .microseconds(1), "µs": .microseconds(1), "ms": .milliseconds(1), "s": .seconds(1),
    "m": .seconds(60), "h": .seconds(3600),
  ]
}
