/// The `Retry-After` header: seconds, or an HTTP date (RFC 9110, section 10.2.3).
public enum RetryAfter {
  /// How long to wait; `nil` if the header is absent or invalid, zero for a date that has passed.
  public static func wait(_ headers: HTTPHeaders, secondsSince1970 now: Int64) -> Duration? {
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = UInt32(text) { return .seconds(Int64(seconds)) }
    return secondsSince1970(httpDate: text).map { .seconds(max(0, $0 - now)) }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// From `Sun, 06 Nov 1994 08:49:37 GMT`, the one form a server may still generate (RFC 9110, section 5.6.7).
  static func secondsSince1970(httpDate text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
      let day = Int64(parts[1]), let year = Int64(parts[3]), (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    let time = parts[4].split(separator: ":").compactMap { Int64($0) }
    guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2]) else {
      return nil
    }
    return daysSince1970(year, Int64(month) + 1, day) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
  }

  /// Days from 1970-01-01 in the Gregorian calendar, counted in years that start in March so that the leap day is last.
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let daysBeforeYear = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
    return daysBeforeYear + (monthFromMarch * 153 + 2) / 5 + day - 1 - 719_468
  }
}
