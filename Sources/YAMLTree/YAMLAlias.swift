public import Diagnostics

/// `*name`, which stands for the value marked `&name`.
public struct YAMLAlias: Sendable, Hashable {
  public var name: String
  public var location: SourceLocation
  /// Where the value is written.
  public var target: SourceLocation
}
