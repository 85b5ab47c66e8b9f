/// What extended headers say about the entry after them.
struct TarOverrides: Hashable {
  var path: [UInt8]?
  var linkTarget: [UInt8]?
  var size: Int64?
  var uid: Int64?
  var gid: Int64?
  var modified: Int64?

  /// Applies the records of a pax extended header: `LENGTH KEY=VALUE\n` each.
  /// - Parameter entry: named in the failure.
  mutating func apply(pax contents: [UInt8], entry: String) throws(ImageFailure) {
    var rest = contents[...]
    while !rest.isEmpty {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard digits.count < 10, let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
        length > digits.count + 1, rest[digits.endIndex] == UInt8(ascii: " "),
        rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
      else { throw .malformedArchive(entry: entry, problem: "a malformed pax record follows it") }
      let record = rest[(digits.endIndex + 1)..<(rest.startIndex + length - 1)]
      rest = rest[(rest.startIndex + length)...]
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
        throw .malformedArchive(entry: entry, problem: "a pax record without a value follows it")
      }
      let key = String(decoding: record[..<equals], as: UTF8.self)
      try set(key, Array(record[(equals + 1)...]), entry)
    }
  }

  private mutating func set(_ key: String, _ value: [UInt8], _ entry: String) throws(ImageFailure) {
    switch key {
    // An empty value cancels an earlier record.
    case "path": path = value.isEmpty ? nil : try name(value, entry)
    case "linkpath": linkTarget = value.isEmpty ? nil : try name(value, entry)
    case "size": size = try number(value, key, entry)
    case "uid": uid = try number(value, key, entry)
    case "gid": gid = try number(value, key, entry)
    case "mtime": modified = try number(value.prefix { $0 != UInt8(ascii: ".") }, key, entry)
    case _ where key.hasPrefix("GNU.sparse."):
      throw .malformedArchive(entry: entry, problem: "sparse entries are not supported")
    default: break
    }
  }

  private func name(_ value: [UInt8], _ entry: String) throws(ImageFailure) -> [UInt8] {
    guard !value.contains(0) else { throw .malformedArchive(entry: entry, problem: "the next name has a zero byte") }
    return value
  }

  private func number(_ value: some Collection<UInt8>, _ key: String, _ entry: String) throws(ImageFailure) -> Int64? {
    if value.isEmpty { return nil }
    guard let number = Int64(String(decoding: value, as: UTF8.self)) else {
      throw .malformedArchive(entry: entry, problem: "its pax `\(key)` is not a number")
    }
    return number
  }
}
