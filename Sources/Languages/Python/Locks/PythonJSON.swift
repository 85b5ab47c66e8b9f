import TOMLKit

/// A value of a TOML file as the JSON that Python's `json.dumps(…, sort_keys=True)` makes of it: Poetry, PDM and pipenv
/// keep the hash of such a text in their lock files.
indirect enum PythonJSON {
  case scalar(String)
  case list([PythonJSON])
  case object([String: PythonJSON])

  static let null = scalar("null")
  static let empty = object([:])

  static func string(_ text: String) -> PythonJSON { .scalar(quoted(text)) }

  /// - Returns: `nil` for a date or a number that Python may write otherwise.
  init?(_ value: any TOMLValueConvertible) {
    if let text = value.string {
      self = .string(text)
    } else if let bool = value.bool {
      self = .scalar(bool ? "true" : "false")
    } else if let number = value.int {
      self = .scalar("\(number)")
    } else if let list = value.array {
      let items = list.compactMap { PythonJSON($0) }
      guard items.count == list.count else { return nil }
      self = .list(items)
    } else if let table = value.table {
      var fields: [String: PythonJSON] = [:]
      for key in table.keys {
        guard let field = table[key].flatMap({ PythonJSON($0) }) else { return nil }
        fields[key] = field
      }
      self = .object(fields)
    } else {
      return nil
    }
  }

  /// - Parameter isCompact: whether Python was told to leave out spaces.
  func text(isCompact: Bool = false) -> String {
    let (comma, colon) = isCompact ? (",", ":") : (", ", ": ")
    switch self {
    case .scalar(let text): return text
    case .list(let items): return "[" + items.map { $0.text(isCompact: isCompact) }.joined(separator: comma) + "]"
    case .object(let fields):
      // Python sorts by code points, as UTF-8 does.
      let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return "{"
        + sorted.map { Self.quoted($0.key) + colon + $0.value.text(isCompact: isCompact) }.joined(separator: comma)
        + "}"
    }
  }

  /// ASCII only, as `ensure_ascii` has it.
  private static func quoted(_ text: String) -> String {
    let short: [UInt16: String] = [
      0x22: "\\\"", 0x5C: "\\\\", 0x08: "\\b", 0x0C: "\\f", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t",
    ]
    let units = text.utf16.map { unit in
      if let known = short[unit] { return known }
      if (0x20..<0x7F).contains(unit) { return String(UnicodeScalar(UInt8(unit))) }
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + units.joined() + "\""
  }
}
