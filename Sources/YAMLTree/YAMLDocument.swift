public import Diagnostics

/// Reads one YAML document with the place of every value.
public enum YAMLDocument {
  /// Bytes.
  static let maximumSize = 1 << 20
  /// Collections inside one another.
  static let maximumDepth = 100
  /// Values after aliases are expanded: a small file can otherwise ask for billions.
  static let maximumNodes = 100_000

  /// What a text contains. The root is missing if no tree could be made; findings come in the order of the file.
  public struct Contents: Sendable {
    public var root: YAMLNode?
    /// Of the documents after the first, which is the only one that counts.
    public var otherRoots: [YAMLNode] = []
    public var diagnostics: [Diagnostic]
    /// Those with the marker that was asked for.
    public var comments: [YAMLComment]
    /// The places where an alias stands for what an anchor marks.
    public var aliases: [YAMLAlias] = []
  }

  /// - Parameter file: the path that locations carry.
  public static func parse(bytes: [UInt8], file: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    let contents = read(bytes: bytes, file: file, commentMarker: nil)
    return (contents.root, contents.diagnostics)
  }

  /// - Parameters:
  ///   - file: the path that locations carry.
  ///   - commentMarker: only comments that begin with it are kept.
  public static func read(bytes: [UInt8], file: String, commentMarker: String?) -> Contents {
    guard bytes.count <= maximumSize else { return refused(tooLarge(bytes.count, file)) }
    let source: SourceText
    do {
      source = try SourceText(bytes, file: file)
    } catch {
      return refused(error.diagnostic)
    }
    if let conflict = ConflictMarker.find(in: source) { return refused(conflict) }
    var builder = TreeBuilder(source, comments: commentMarker.map { CommentSearch(for: $0, in: source) })
    let root = builder.build()
    return Contents(
      root: root, otherRoots: builder.otherRoots, diagnostics: builder.diagnostics, comments: builder.comments,
      aliases: builder.aliases)
  }

  private static func refused(_ diagnostic: Diagnostic) -> Contents {
    Contents(root: nil, diagnostics: [diagnostic], comments: [])
  }

  private static func tooLarge(_ size: Int, _ file: String) -> Diagnostic {
    .error(
      .fileTooLarge, "the file has \(size) bytes, more than the limit of \(maximumSize)",
      at: SourceLocation(file: file, line: 1, column: 1),
      hints: ["check that this is the right file: a manifest is only a few kilobytes"])
  }
}

/// `*name`, which stands for the value marked `&name`.
public struct YAMLAlias: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  /// Where the value is written.
  public var target: SourceLocation
}
