/// Paths as text.
enum FilePathText {
  /// Empty for a file at the root.
  static func directory(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  /// With all that follows its last slash.
  static func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

  /// Without directories and without what follows the first dot.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.flatMap { $0.split(separator: ".").first }.map(String.init) ?? ""
  }
}
