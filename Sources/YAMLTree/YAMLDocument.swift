public import Diagnostics

/// Reads one YAML document with the place of every value.
public enum YAMLDocument {
  /// Bytes.
  static let maximumSize = 1 << 20
  /// Collections inside one another.
  static let maximumDepth = 100
  /// Values after aliases are expanded: a small file can otherwise ask for billions.
  static let maximumNodes = 100_000

  /// Findings come in the order of the file; the root is missing where no tree could be made.
  ///
  /// - Parameter file: the path that locations carry.
  public static func parse(bytes: [UInt8], file: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    let start = SourceLocation(file: file, line: 1, column: 1)
    guard bytes.count <= maximumSize else {
      return (
        nil,
        [
          .error(
            "file-too-large", "the file has \(bytes.count) bytes, more than the limit of \(maximumSize)", at: start,
            hints: ["is this the right file? A manifest has a few kilobytes"])
        ]
      )
    }
    let source: SourceText
    do {
      source = try SourceText(bytes, file: file)
    } catch {
      return (nil, [error.diagnostic])
    }
    var builder = TreeBuilder(source)
    let root = builder.build()
    return (root, builder.diagnostics)
  }
}
