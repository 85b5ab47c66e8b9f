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
  /// The place in the manifest, or `nil` if the finding concerns no file.
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
    case code, severity, message, file, hints
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    severity = try container.decode(Severity.self, forKey: .severity)
    message = try container.decode(String.self, forKey: .message)
    hints = try container.decodeIfPresent([String].self, forKey: .hints) ?? []
    location = container.contains(.file) ? try SourceLocation(from: decoder) : nil
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(severity, forKey: .severity)
    try container.encode(message, forKey: .message)
    try location?.encode(to: encoder)
    try container.encode(hints, forKey: .hints)
  }
}
