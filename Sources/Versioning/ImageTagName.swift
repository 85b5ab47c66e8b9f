/// Makes names that every registry takes: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` (distribution-spec, "Pulling manifests").
///
/// The `+` of build metadata becomes `_`, as in Helm; any other character that is not allowed becomes `-`. Where that
/// or the length would make different names alike, a hash of the whole name is added.
enum ImageTagName {
  private static let longest = 128

  /// - Parameter suffix: legal characters that are kept whole.
  static func legal(_ text: String, suffix: String = "") -> String {
    let mapped = Self.mapped(text)
    let name = String(mapped.drop { $0 == "." || $0 == "-" })
    // ASCII separators such as `/` are readable as `-`; letters of other scripts would all look the same.
    let isAlike = name.isEmpty || !text.unicodeScalars.allSatisfy(\.isASCII)
    if !isAlike, name.utf8.count + suffix.utf8.count <= longest { return name + suffix }
    let ending = "-" + hash(text) + suffix
    return (name.isEmpty ? "_" : String(name.prefix(longest - ending.utf8.count))) + ending
  }

  /// Each character that is not allowed in a tag replaced.
  static func mapped(_ text: String) -> String {
    String(text.unicodeScalars.map { isAllowed($0) ? Character($0) : $0 == "+" ? "_" : "-" })
  }

  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
    default: false
    }
  }

  /// A branch must not move what belongs to releases, change requests and other rules: `latest`, `1.4`, `pr-12`, `sha-…`.
  ///
  /// - Parameters:
  ///   - suffix: legal characters that are kept whole.
  ///   - reserved: names that other rules make.
  static func branch(_ branch: String, prefix: String, suffix: String, reserved: Set<String>) -> String {
    legal(reserving(prefix + branch, as: "branch-", reserved), suffix: suffix)
  }

  /// The text, with a prefix if it would be the name of something else.
  static func reserving(_ text: String, as prefix: String, _ reserved: Set<String>) -> String {
    let name = legal(text)
    let isReserved =
      name == "latest" || reserved.contains(name) || ["pr-", "mr-", "sha-"].contains { name.hasPrefix($0) }
      || name.first?.isNumber == true
    return (isReserved ? prefix : "") + text
  }

  /// FNV-1a, 32 bits in 8 hexadecimal digits: to tell names apart, not to keep secrets.
  private static func hash(_ text: String) -> String {
    let value = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
