import TextFormats
import Versioning

/// The shape of a setting's value, from agent.yaml, a variable or a flag.
public indirect enum SettingShape: Sendable, Hashable {
  case text
  case boolean
  case integer(ClosedRange<Int>)
  /// As in `1m30s`, and longer than zero.
  case duration
  /// As in `1.0.0`.
  case version
  case choice([String])
  case list(SettingShape)
  /// The user chooses the keys.
  case map(SettingShape)

  /// The value in one form: texts of flags and variables are split into items and pairs, `yes` is `true`.
  public func read(_ value: SettingValue, for name: String) throws(SettingProblem) -> SettingValue {
    switch self {
    case .list(let item): return .list(try items(value, item, name))
    case .map(let item): return .map(try pairs(value, item, name))
    default: break
    }
    guard case .scalar(let text) = value else { throw .unreadable(name, expected: expectation, found: value) }
    switch self {
    case .boolean:
      switch text.lowercased() {
      case "true", "1", "yes", "on": return .scalar("true")
      case "false", "0", "no", "off": return .scalar("false")
      default: throw .unreadable(name, expected: expectation, found: value)
      }
    case .integer(let range):
      let digits = text.first == "-" ? text.dropFirst() : text[...]
      guard ASCII.isNumber(digits) else {
        throw .unreadable(name, expected: expectation, found: value)
      }
      // Digits beyond 64 bits are outside every range as well.
      guard let number = Int(text), range.contains(number) else { throw .outOfRange(text, for: name, range) }
    case .duration:
      if let problem = SettingProblem.duration(text, for: name) { throw problem }
    case .version:
      guard SemanticVersion(text) != nil else { throw .version(text) }
    case .choice(let known):
      guard known.contains(text) else { throw .unknownValue(text, for: name, known: known) }
    case .text, .list, .map: break
    }
    return value
  }

  /// The value of a flag that is given several times: lists and maps take all values, otherwise the last one counts.
  func merged(_ texts: [String]) -> SettingValue? {
    guard let last = texts.last else { return nil }
    switch self {
    case .list:
      // A malformed list stays as it is and is rejected later.
      let items = texts.map(SettingText.list)
      return items.firstIndex { $0 == nil }.map { .scalar(texts[$0]) } ?? .list(items.flatMap { $0 ?? [] })
    case .map: return .list(texts)
    default: return .scalar(last)
    }
  }

  private func items(_ value: SettingValue, _ item: SettingShape, _ name: String) throws(SettingProblem) -> [String] {
    let items: [String]?
    switch value {
    case .list(let list): items = list
    case .scalar(let text): items = SettingText.list(text)
    case .map: items = nil
    }
    guard let items else { throw .unreadable(name, expected: expectation, found: value) }
    for (index, text) in items.enumerated() {
      do { _ = try item.read(.scalar(text), for: "\(name)[\(index)]") } catch { throw error.at(.item(index)) }
    }
    return items
  }

  private func pairs(
    _ value: SettingValue, _ item: SettingShape, _ name: String
  ) throws(SettingProblem) -> [String: String] {
    let pairs: [String: String]?
    switch value {
    case .map(let map): pairs = map
    case .scalar(let text): pairs = SettingText.map([text])
    case .list(let texts): pairs = SettingText.map(texts)
    }
    guard let pairs else { throw .unreadable(name, expected: expectation, found: value) }
    for (key, text) in pairs.sorted(by: { $0.key < $1.key }) {
      do { _ = try item.read(.scalar(text), for: "\(name).\(key)") } catch { throw error.at(.key(key)) }
    }
    return pairs
  }

  /// As the end of `expected …`.
  private var expectation: String {
    switch self {
    case .text: "text"
    case .boolean: "`true` or `false`"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .duration: "a duration such as `90s`, `10m` or `1h30m`"
    case .version: "a version such as `1.0.0`"
    case .choice(let known): "one of " + known.map { "`\($0)`" }.joined(separator: ", ")
    case .list: "a JSON array of strings, or values separated by commas"
    case .map: "`NAME=VALUE` pairs separated by commas, or a JSON object with string values"
    }
  }
}
