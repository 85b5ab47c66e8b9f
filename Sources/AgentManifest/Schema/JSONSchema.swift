public import Languages
public import Settings
import YAMLTree

extension ManifestSchema {
  /// The schema of agent.yaml as JSON Schema, draft 2020-12.
  ///
  /// It describes the structure, not the rules that compare fields. It rejects unknown fields, for which validate only
  /// warns: an editor should underline a typo.
  /// - Parameters:
  ///   - languages: the supported languages.
  ///   - settings: the known settings.
  public static func jsonSchema(
    languages: [any Language] = AllLanguages.all, settings: [any AnySetting] = AllSettings.all
  ) -> String {
    let head: [(String, JSONText)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("$id", .string("urn:agent-pipeline:schema:agent:v1")),
      ("title", .string("agent.yaml")),
      ("description", .string("An AI agent, and how it is built, tested, tagged and pushed")),
    ]
    return JSONText.object(head + SchemaKeywords(languages: languages).of(root(settings: settings))).pretty + "\n"
  }
}

/// The keywords of JSON Schema that describe a shape.
private struct SchemaKeywords {
  let languages: [any Language]

  func of(_ shape: Shape) -> [(String, JSONText)] {
    switch shape {
    case .text: [("type", ["string", "number", "boolean"])]
    case .runtime:
      [
        ("type", "string"),
        ("pattern", .string("^(\(languages.map(\.name).joined(separator: "|")))(:[0-9]+(\\.[0-9]+){0,2})?$")),
        (
          "examples",
          .array(
            languages.map { language in .string(language.name + (language.exampleVersion.map { ":\($0)" } ?? "")) })
        ),
      ]
    case .quantity:
      [("type", ["string", "number"]), ("pattern", .string(Self.quantityPattern)), ("minimum", .number(0))]
    case .semanticVersion: [("type", "string"), ("pattern", .string(Self.semanticVersionPattern))]
    case .integer(let range):
      [("type", "integer"), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]
    case .boolean: [("type", "boolean")]
    case .duration: [("type", "string"), ("pattern", "^(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+$")]
    case .choice(let known): [("enum", .array(known.map { .string($0) }))]
    case .list(let item): [("type", "array"), ("items", .object(of(item)))]
    case .map(let value): [("type", "object"), ("additionalProperties", .object(Self.nullable(of(value))))]
    case .object(let fields): object(fields)
    case .either(let scalar, let object): [("anyOf", .array([.object(of(scalar)), .object(of(object))]))]
    case .anything: []
    }
  }

  private func object(_ fields: [Field]) -> [(String, JSONText)] {
    let properties = fields.flatMap { field in
      field.spellings.map { spelling in (spelling, property(field, spelling)) }
    }
    let required = fields.filter(\.isRequired).map { JSONText.string($0.name) }
    return [("type", "object"), ("properties", .object(properties))]
      + (required.isEmpty ? [] : [("required", .array(required))])
      + [("patternProperties", .object([("^x-", .object([]))])), ("additionalProperties", .bool(false))]
  }

  private func property(_ field: Field, _ spelling: String) -> JSONText {
    let help = spelling == field.name ? field.help : "Same as `\(field.name)`"
    // Nothing after the colon counts as unset.
    let shape = field.isRequired ? of(field.shape) : Self.nullable(of(field.writable))
    var keywords: [(String, JSONText)] = [("description", .string(help))] + shape
    if let pattern = field.pattern { keywords.append(("pattern", .string(pattern))) }
    if !field.suggestions.isEmpty { keywords.append(("examples", .array(field.suggestions.map { .string($0) }))) }
    return .object(keywords)
  }

  /// The keywords of a value that may be empty.
  private static func nullable(_ keywords: [(String, JSONText)]) -> [(String, JSONText)] {
    keywords.map { keyword, value in
      switch (keyword, value) {
      case ("type", .string): (keyword, .array([value, "null"]))
      case ("type", .array(let types)): (keyword, .array(types + ["null"]))
      case ("enum", .array(let known)): (keyword, .array(known + [.null]))
      case ("anyOf", .array(let shapes)): (keyword, .array(shapes + [.object([("type", "null")])]))
      default: (keyword, value)
      }
    }
  }

  private static let quantityPattern =
    "^([0-9]+\\.?[0-9]*|\\.[0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]+)?$"
  /// The expression that semver.org suggests.
  private static let semanticVersionPattern =
    "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
    + "(-(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$"
}

/// JSON whose keys keep their order.
private indirect enum JSONText: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  case string(String)
  case number(Int)
  case bool(Bool)
  case null
  case array([JSONText])
  case object([(String, JSONText)])

  init(stringLiteral value: String) { self = .string(value) }
  init(arrayLiteral elements: JSONText...) { self = .array(elements) }

  /// Two spaces a level; lists of scalars stay on their line.
  var pretty: String { pretty(indent: "") }

  private func pretty(indent: String) -> String {
    switch self {
    case .string(let text): return YAMLScalar.jsonString(text)
    case .number(let number): return "\(number)"
    case .bool(let bool): return "\(bool)"
    case .null: return "null"
    case .array(let items):
      let isFlat = items.allSatisfy { if case .object = $0 { false } else { true } }
      let inner = indent + "  "
      if isFlat { return "[" + items.map { $0.pretty(indent: inner) }.joined(separator: ", ") + "]" }
      return "[\n" + items.map { inner + $0.pretty(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let pairs):
      if pairs.isEmpty { return "{}" }
      let inner = indent + "  "
      let lines = pairs.map { "\(inner)\(YAMLScalar.jsonString($0.0)): \($0.1.pretty(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }
}
