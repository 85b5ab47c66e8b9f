/// Makes names that every registry takes: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` (distribution-spec, "Pulling manifests").
///
/// The `+` of build metadata becomes `_`, as in Helm; any other character that is not allowed becomes `-`. Where that
/// or the length would make different names alike, a hash of the whole name is added.
enum ImageTagName {
  private static let longest = 128

  /// - Parameter suffix: legal characters that are kept whole.
  static func legal(_ text: String, suffix: String = "") -> String {
    let mapped = text.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": Character(scalar)
      case "+": "_"
      default: "-"
      }
    }
    let name = String(mapped.drop { $0 == "." || $0 == "-" })
    // ASCII separators such as `/` are readable as `-`; letters of other scripts would all look the same.
    let isAlike = name.isEmpty || !text.unicodeScalars.allSatisfy(\.isASCII)
    if !isAlike, name.utf8.count + suffix.utf8.count <= longest { return name + suffix }
    let ending = "-" + hash(text) + suffix
    return (name.isEmpty ? "_" : String(name.prefix(longest - ending.utf8.count))) + ending
  }

  /// A branch must not move what belongs to releases and change requests: `latest`, `1.4`, `pr-12`, `sha-…`.
  static func branch(_ branch: String, suffix: String = "") -> String {
    let name = legal(branch)
    let isReserved =
      name == "latest" || name.hasPrefix("pr-") || name.hasPrefix("sha-") || name.first?.isNumber == true
    return legal(isReserved ? "branch-\(branch)" : branch, suffix: suffix)
  }

  /// FNV-1a, 32 bits in 8 hexadecimal digits: to tell names apart, not to keep secrets.
  private static func hash(_ text: String) -> String {
    let value = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
