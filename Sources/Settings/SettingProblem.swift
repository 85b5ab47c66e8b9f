import Diagnostics
import TextFormats
import Versioning

/// What is wrong with a setting's value, in the same words for every source.
public struct SettingProblem: Error, Sendable, Hashable {
  /// The part of the value that is wrong.
  public enum Place: Sendable, Hashable {
    case value
    case item(Int)
    /// The entry of a map with this key.
    case key(String)
  }

  /// The rule that explains it.
  public var code: String
  public var message: String
  public var hints: [String]
  public var place: Place
  /// The place of the first occurrence.
  public var first: Place?

  public init(_ code: String, _ message: String, hints: [String] = [], at place: Place = .value, first: Place? = nil) {
    self.code = code
    self.message = message
    self.hints = hints
    self.place = place
    self.first = first
  }

  func at(_ place: Place) -> SettingProblem {
    var problem = self
    problem.place = place
    return problem
  }

  /// The finding about a value from a flag or a variable.
  func diagnostic(_ origin: SettingOrigin) -> Diagnostic {
    .error(code, message, at: origin.location, hints: hints + ["it comes from \(origin)"])
  }
}

/// Values that do not have the shape of their setting, or of another field of agent.yaml.
extension SettingProblem {
  static func unreadable(_ name: String, expected: String, found: SettingValue) -> SettingProblem {
    SettingProblem(
      "malformed-setting", "the setting `\(name)` is malformed: expected \(expected), found `\(found)`")
  }

  public static func unknownValue(_ text: String, for name: String, known: [String]) -> SettingProblem {
    SettingProblem(
      "unknown-value", "unknown value `\(text)` for `\(name)`",
      hints: [NearestName.suggestion(for: text, known: known, as: "values")])
  }

  public static func outOfRange(_ text: String, for name: String, _ range: ClosedRange<Int>) -> SettingProblem {
    SettingProblem("out-of-range", "`\(name)` must be from \(range.lowerBound) to \(range.upperBound), not \(text)")
  }

  public static func version(_ text: String) -> SettingProblem {
    let plain = text.first == "v" || text.first == "V" ? text.dropFirst() : text[...]
    let meant = ["\(plain)", "\(plain).0", "\(plain).0.0"].first { $0 != text && SemanticVersion($0) != nil }
    return SettingProblem(
      "invalid-version", "`\(text)` is not a semantic version", hints: ["write `\(meant ?? "1.0.0")`"])
  }

  /// - Returns: nil if the text is a duration.
  public static func duration(_ text: String, for name: @autoclosure () -> String, allowsZero: Bool = false)
    -> SettingProblem?
  {
    if let duration = DurationText.parse(text) {
      guard duration < .zero || duration == .zero && !allowsZero else { return nil }
      return SettingProblem("invalid-duration", "`\(name())` must be longer than zero")
    }
    let hint =
      Int(text).map { "write the unit: `\($0)s`" } ?? clock(text).map { "write `\($0)`" }
      ?? "write numbers with units, such as `30s`, `1m30s` or `500ms`"
    return SettingProblem("invalid-duration", "`\(text)` is not a valid duration", hints: [hint])
  }

  /// `1:30`, as on a stopwatch; YAML 1.1 reads it as a base-60 number.
  private static func clock(_ text: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count),
      parts.allSatisfy({ (1...4).contains($0.utf8.count) && ASCII.isNumber($0) })
    else {
      return nil
    }
    return zip(parts, parts.count == 3 ? ["h", "m", "s"] : ["m", "s"]).compactMap { part, unit in
      Int(part).map { "\($0)\(unit)" }
    }.joined()
  }
}
