import FoundationEssentials

/// A moment, written as RFC 3339 in UTC: `2026-11-22T13:30:00Z`, with milliseconds where there are any.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// - Parameter seconds: cut to the years 1 to 9999, which RFC 3339 can write: a git commit may have any date.
  public init(seconds: Int64) {
    milliseconds = min(max(seconds, -62_135_596_800), 253_402_300_799) * 1000
  }

  /// Seconds from an earlier moment to this one.
  public func seconds(since earlier: Timestamp) -> Double { Double(milliseconds - earlier.milliseconds) / 1000 }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  public var description: String {
    let fraction = (milliseconds % 1000 + 1000) % 1000
    let text = Date(timeIntervalSince1970: Double((milliseconds - fraction) / 1000)).formatted(.iso8601)
    return fraction == 0 ? text : "\(text.dropLast()).\(String(fraction + 1000).dropFirst())Z"
  }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let timestamp = Timestamp(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "`\(text)` is not an RFC 3339 time in UTC")
    }
    self = timestamp
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads what `description` writes.
  init?(parsing text: String) {
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard text.hasSuffix("Z"), (1...2).contains(parts.count), let date = try? Date("\(parts[0])Z", strategy: .iso8601),
      let fraction = parts.count == 1 ? 0 : Int64(parts[1])
    else { return nil }
    self.init(milliseconds: Int64(date.timeIntervalSince1970) * 1000 + fraction)
  }
}
