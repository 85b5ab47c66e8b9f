/// One finding: what is wrong, where, and what to write instead.
///
/// Messages carry no full stop at the end and put literals in backticks. A hint says what to do, in the imperative.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    case error, warning, note
  }

  /// A stable identifier in kebab case, such as `duplicate-port`; users search for it and suppress by it.
  public var code: String
  public var severity: Severity
  public var message: String
  /// The place in the manifest, or nothing where the finding concerns no file.
  public var location: SourceLocation?
  public var hints: [String]

  public init(
    _ severity: Severity, code: String, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.location = location
    self.hints = hints
  }
}

extension Diagnostic {
  public static func error(
    _ code: String, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.error, code: code, message, at: location, hints: hints)
  }

  public static func warning(
    _ code: String, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.warning, code: code, message, at: location, hints: hints)
  }

  public static func note(
    _ code: String, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.note, code: code, message, at: location, hints: hints)
  }
}

/// The shape of `diagnostics[]` in report.json: the location is flattened into its fields.
extension Diagnostic: Codable {
  private enum CodingKeys: String, CodingKey {
    case code, severity, message, file, line, column, endLine, endColumn, hints
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    severity = try container.decode(Severity.self, forKey: .severity)
    message = try container.decode(String.self, forKey: .message)
    hints = try container.decodeIfPresent([String].self, forKey: .hints) ?? []
    if let file = try container.decodeIfPresent(String.self, forKey: .file) {
      location = SourceLocation(
        file: file,
        line: try container.decodeIfPresent(Int.self, forKey: .line) ?? 1,
        column: try container.decodeIfPresent(Int.self, forKey: .column) ?? 1,
        endLine: try container.decodeIfPresent(Int.self, forKey: .endLine),
        endColumn: try container.decodeIfPresent(Int.self, forKey: .endColumn))
    } else {
      location = nil
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(severity, forKey: .severity)
    try container.encode(message, forKey: .message)
    try container.encodeIfPresent(location?.file, forKey: .file)
    try container.encodeIfPresent(location?.line, forKey: .line)
    try container.encodeIfPresent(location?.column, forKey: .column)
    try container.encodeIfPresent(location?.endLine, forKey: .endLine)
    try container.encodeIfPresent(location?.endColumn, forKey: .endColumn)
    try container.encode(hints, forKey: .hints)
  }
}
