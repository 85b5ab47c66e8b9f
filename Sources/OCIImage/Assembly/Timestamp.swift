import Glibc

/// Points in time as image documents write them.
public enum Timestamp {
  /// RFC 3339 in UTC, whole seconds: `2024-05-01T12:00:00Z`.
  /// - Parameter seconds: since 1970.
  public static func rfc3339(_ seconds: Int64) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let year = String(parts.tm_year + 1900)
    let date = String(repeating: "0", count: max(0, 4 - year.count)) + year
    return "\(date)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}
