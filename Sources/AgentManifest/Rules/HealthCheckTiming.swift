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
    let interval = Setting(check["interval"], default: .seconds(30))
    let timeout = Setting(check["timeout"], default: .seconds(10))
    guard let place = (timeout.node ?? interval.node)?.location, let limit = interval.value, let time = timeout.value,
      time >= limit, limit > .zero
    else { return [] }
    return error(
      "the timeout of \(timeout.text) is not shorter than the interval of \(interval.text)", at: place,
      hints: ["shorten `timeout`, or lengthen `interval`"])
  }

  private struct Setting {
    let node: YAMLNode?
    /// Nil if the text is not a duration.
    let value: Duration?
    let text: String

    init(_ node: YAMLNode?, default standard: Duration) {
      self.node = node?.isNull == false ? node : nil
      value = self.node.map { $0.text.flatMap(DurationText.parse) } ?? standard
      text = self.node?.text ?? "\(DurationText.format(standard)) (the default)"
    }
  }
}
