/// A place in a file that a user can open: 1-based lines and columns, columns counted in Unicode scalars.
public struct SourceLocation: Sendable, Hashable, Codable {
  /// The path as the user gave it, never made absolute, so that messages are the same on every machine.
  public var file: String
  public var line: Int
  public var column: Int
  /// Where the marked text ends, exclusive; on the same line as `line` for anything that gets a caret.
  public var endLine: Int
  public var endColumn: Int

  public init(file: String, line: Int, column: Int, endLine: Int? = nil, endColumn: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.endLine = endLine ?? line
    self.endColumn = endColumn ?? column + 1
  }
}

/// A value and the place in the file it was read from.
public struct Located<Value> {
  public var value: Value
  public var location: SourceLocation

  public init(_ value: Value, at location: SourceLocation) {
    self.value = value
    self.location = location
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
