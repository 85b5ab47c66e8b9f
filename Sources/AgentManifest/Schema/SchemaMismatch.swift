import Diagnostics
import Settings
import YAMLTree

/// A way in which the tree does not have the shape of the schema. Each kind has a rule that words it.
struct SchemaMismatch {
  enum Kind {
    /// A required field is not there; `location` is its parent's.
    case missing(Field)
    case unknownField(name: String, known: [Field])
    /// A setting that agent.yaml must not hold.
    case misplacedSetting(SettingDefinition)
    /// The field appears under two of its spellings; `location` is the second's.
    case spelledTwice(Field, first: SourceLocation)
    case wrongType(YAMLNode, expected: Shape)
    case unknownChoice(String, known: [String])
    case outOfRange(String, ClosedRange<Int>)
    case quantity(String)
    case semanticVersion(String)
    case duration(String, allowsZero: Bool)
    case ambiguousText(YAMLScalar)
    case ambiguousNumber(YAMLScalar)
  }

  let kind: Kind
  /// Such as `spec.ports[1].container`.
  let path: String
  let location: SourceLocation
}
