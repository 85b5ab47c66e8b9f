public import Diagnostics
import TextFormats
import YAMLTree

public enum HealthCheckTiming: ManifestRule {
  public static let id = "health-check-timing"
  public static let title = "A health check ends before the next one starts"
  public static let why = "Overlapping checks pile up on a slow agent"
  public static let badExample = """
    spec:
      healthCheck: {command: ["true"], interval: 10s, timeout: 30s}
    """
  public static let goodExample = """
    spec:
      healthCheck: {command: ["true"], interval: 30s, timeout: 10s}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let check = manifest.healthCheck?.value else { return [] }
    let written = (interval: check.written("interval")?.value, timeout: check.written("timeout")?.value)
    let interval = duration(written.interval, default: .seconds(30))
    let timeout = duration(written.timeout, default: .seconds(10))
    guard let place = (written.timeout ?? written.interval)?.location, let limit = interval.value,
      let time = timeout.value, time >= limit, limit > .zero
    else { return [] }
    return error(
      "the timeout of \(timeout.text) is not shorter than the interval of \(interval.text)", at: place,
      hints: ["shorten `timeout`, or lengthen `interval`"])
  }

  /// - Returns: no value if the text is not a duration.
  private static func duration(_ node: YAMLNode?, default standard: Duration) -> (value: Duration?, text: String) {
    guard let node else { return (standard, "\(DurationText.format(standard)) (the default)") }
    return (node.duration, node.text ?? "")
  }
}
