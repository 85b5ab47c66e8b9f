/// Durations and sizes as people read them.
public enum HumanText {
  /// `12 ms`, `3.2 s`, `1 m 05 s`, `1 h 02 m`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0 else { return "0 ms" }
    let milliseconds = Int64((min(seconds, 1e12) * 1000).rounded())
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let whole = (milliseconds + 500) / 1000
    if whole < 3600 { return "\(whole / 60) m \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) m"
  }

  /// `512 B`, `1.5 kB`, `12.3 MB`: powers of ten, as registries show them.
  public static func size(_ bytes: Int64) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    var tenths = (bytes + 50) / 100
    for unit in ["kB", "MB"] {
      if tenths < 10_000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
      tenths = (tenths + 500) / 1000
    }
    return "\(tenths / 10).\(tenths % 10) GB"
  }

  /// `a`, `a and b`, `a, b and c`
  public static func list(_ items: [String]) -> String {
    let rest = items.dropLast().joined(separator: ", ")
    return rest.isEmpty ? items.joined() : "\(rest) and \(items[items.count - 1])"
  }

  /// `1 file`, `2 files`
  public static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
