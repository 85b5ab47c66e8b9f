public import Settings

/// The shape of a value in agent.yaml: the source of the structural rules and of the schema.
public indirect enum Shape: Sendable, Hashable {
  /// Any scalar but null; numbers and booleans stay as written.
  case text
  /// As in `python:3.11`.
  case runtime
  /// As in `512Mi`; a number is accepted too.
  case quantity
  /// As in `1.0.0`.
  case semanticVersion
  case integer(ClosedRange<Int>)
  case boolean
  /// As in `1m30s`.
  case duration(allowsZero: Bool)
  case choice([String])
  case list(Shape)
  /// The user chooses the keys.
  case map(Shape)
  case object([Field])
  /// A scalar of the first shape or an object of the second.
  case either(Shape, Shape)
  case anything

  static let port = Shape.integer(1...65535)
  static let positiveDuration = Shape.duration(allowsZero: false)

  init(_ shape: SettingShape) {
    switch shape {
    case .text: self = .text
    case .boolean: self = .boolean
    case .integer(let range): self = .integer(range)
    case .duration: self = .positiveDuration
    case .version: self = .semanticVersion
    case .choice(let known): self = .choice(known)
    case .list(let item): self = .list(Shape(item))
    case .map(let value): self = .map(Shape(value))
    }
  }
}

/// A field of an object.
public struct Field: Sendable, Hashable {
  public var name: String
  /// Other spellings that mean the same.
  public var aliases: [String]
  public var shape: Shape
  /// One line on what it does.
  public var help: String
  public var isRequired: Bool
  /// A value to suggest if the field is missing.
  public var example: String?
  /// Values that editors offer; others are allowed.
  public var suggestions: [String] = []
  /// The setting that it is, which a flag or a variable may override.
  public var setting: SettingDefinition?
  /// The regular expression for editors; rules check the same.
  var pattern: String?

  init(_ name: String, aliases: [String] = [], _ shape: Shape, _ help: String) {
    self.name = name
    self.aliases = aliases
    self.shape = shape
    self.help = help
    isRequired = false
  }

  /// A required field, with a value to suggest if it is missing.
  static func required(
    _ name: String, _ shape: Shape, _ help: String, example: String, suggestions: [String] = []
  ) -> Field {
    var field = Field(name, shape, help)
    field.suggestions = suggestions
    field.isRequired = true
    field.example = example
    return field
  }

  /// - Parameter name: the last part of the setting's name.
  static func setting(_ name: String, _ setting: SettingDefinition) -> Field {
    let help = setting.help + (setting.defaultValue.map { " (default: \($0))" } ?? "")
    var field = Field(name, Shape(setting.shape), help)
    field.setting = setting
    return field
  }

  func matching(_ pattern: String) -> Field {
    var field = self
    field.pattern = pattern
    return field
  }

  var isSetting: Bool { setting != nil }

  /// The shape of what agent.yaml may contain, for editors: `SchemaWalk` names the refused setting.
  var writable: Shape {
    if case .only(let harmless, _) = setting?.manifestPermission { .choice(harmless) } else { shape }
  }

  var spellings: [String] { [name] + aliases }

  func isSpelled(_ text: String) -> Bool { name == text || aliases.contains(text) }
}
