import Diagnostics
import Settings
import TextFormats
import Versioning
import YAMLTree

/// Compares a tree with the schema and collects everything that does not fit.
struct SchemaWalk {
  private enum Step {
    case key(String)
    case index(Int)
  }

  private(set) var mismatches: [SchemaMismatch] = []
  /// Of values that have the type of their field.
  private(set) var valueProblems: [(problem: SettingProblem, location: SourceLocation)] = []
  /// The current place; written out only for a mismatch.
  private var steps: [Step] = []

  init(_ root: YAMLNode) {
    check(root, ManifestSchema.root, owner: root.location)
  }

  /// - Parameter owner: the place to report if something inside is missing: the key, or the item of a list.
  private mutating func check(_ node: YAMLNode, _ shape: Shape, owner: SourceLocation) {
    switch shape {
    case .anything: break
    case .text, .runtime: checkText(node)
    case .quantity, .semanticVersion, .duration, .choice:
      guard let text = node.text else { return report(.wrongType(node, expected: shape), node.location) }
      if let problem = problem(in: text, shape) { valueProblems.append((problem, node.location)) }
    case .integer(let range): checkInteger(node, range)
    case .boolean:
      if node.scalar?.boolean == nil { report(.wrongType(node, expected: shape), node.location) }
    case .list(let item):
      guard let items = node.sequence else { return report(.wrongType(node, expected: shape), node.location) }
      for (index, node) in items.enumerated() { check(node, item, at: .index(index), owner: node.location) }
    case .map(let value):
      guard let pairs = node.mapping else { return report(.wrongType(node, expected: shape), node.location) }
      for pair in pairs where !pair.value.isNull {
        check(pair.value, value, at: .key(pair.name), owner: pair.key.location)
      }
    case .object(let fields):
      guard let pairs = node.mapping else { return report(.wrongType(node, expected: shape), node.location) }
      checkObject(pairs, fields, owner)
    case .either(let scalar, let object):
      switch node.content {
      case .scalar: check(node, scalar, owner: owner)
      case .mapping: check(node, object, owner: owner)
      case .sequence: report(.wrongType(node, expected: shape), node.location)
      }
    }
  }

  private func problem(in text: String, _ shape: Shape) -> SettingProblem? {
    switch shape {
    case .quantity: InvalidQuantity.problem(in: text)
    case .semanticVersion: SemanticVersion(text) == nil ? .version(text) : nil
    case .duration(let allowsZero): .duration(text, for: path(), allowsZero: allowsZero)
    case .choice(let known): known.contains(text) ? nil : .unknownValue(text, for: path(), known: known)
    default: nil
    }
  }

  private mutating func check(_ node: YAMLNode, _ shape: Shape, at step: Step, owner: SourceLocation) {
    steps.append(step)
    check(node, shape, owner: owner)
    steps.removeLast()
  }

  private mutating func checkObject(_ pairs: [YAMLPair], _ fields: [Field], _ owner: SourceLocation) {
    /// The pair that was seen for each field.
    var seen = [YAMLPair?](repeating: nil, count: fields.count)
    // Keys that begin with `x-` belong to the user, for example for anchors.
    for pair in pairs where !pair.name.hasPrefix("x-") {
      guard let index = fields.firstIndex(where: { $0.isSpelled(pair.name) }) else {
        report(unknown(pair.name, fields), pair.key.location)
        continue
      }
      if let first = seen[index] {
        report(.spelledTwice(fields[index], first: first.key.location), pair.key.location, at: pair.name)
        continue
      }
      seen[index] = pair
      if pair.value.isNull {
        // Nothing after the colon counts as unset, and so does an empty text of a setting.
        if fields[index].isRequired { report(.missing(fields[index]), pair.key.location, at: fields[index].name) }
      } else if !(fields[index].isSetting && pair.value.isEmptyText) {
        check(pair.value, fields[index].shape, at: .key(pair.name), owner: pair.key.location)
        if let setting = fields[index].setting, let text = pair.value.text,
          problem(in: text, fields[index].shape) == nil,
          setting.manifestPermission.refusal(of: .scalar(text)) != nil
        {
          report(.misplacedSetting(setting, value: text), pair.value.location, at: pair.name)
        }
      }
    }
    for index in fields.indices where fields[index].isRequired && seen[index] == nil {
      report(.missing(fields[index]), owner, at: fields[index].name)
    }
  }

  /// A name without a field, possibly of a setting that agent.yaml must not contain.
  private func unknown(_ name: String, _ fields: [Field]) -> SchemaMismatch.Kind {
    let below = steps.map { if case .key(let key) = $0 { key } else { "" } }
    if below.starts(with: ["spec", "pipeline"]) {
      let path = (below.dropFirst(2) + [name]).joined(separator: ".")
      if let setting = AllSettings.all.first(where: { $0.definition.name == path }) {
        return .misplacedSetting(setting.definition, value: nil)
      }
    }
    return .unknownField(name: name, known: fields)
  }

  private mutating func checkText(_ node: YAMLNode) {
    guard let scalar = node.scalar, scalar.kind != .null else {
      return report(.wrongType(node, expected: .text), node.location)
    }
    let losesDigits = scalar.style == .plain && scalar.kind == .float && scalar.text.hasSuffix("0")
    if scalar.trap != nil || losesDigits { report(.ambiguousText(scalar), node.location) }
  }

  private mutating func checkInteger(_ node: YAMLNode, _ range: ClosedRange<Int>) {
    guard let scalar = node.scalar, scalar.kind == .integer else {
      return report(.wrongType(node, expected: .integer(range)), node.location)
    }
    if scalar.trap == .octalNumber { report(.ambiguousNumber(scalar), node.location) }
    // Digits beyond 64 bits are outside every range as well.
    let value = scalar.integer ?? (scalar.text.hasPrefix("-") ? .min : .max)
    if !range.contains(value) { valueProblems.append((.outOfRange(scalar.text, for: path(), range), node.location)) }
  }

  private mutating func report(_ kind: SchemaMismatch.Kind, _ location: SourceLocation, at name: String? = nil) {
    mismatches.append(SchemaMismatch(kind: kind, path: path(name), location: location))
  }

  private func path(_ name: String? = nil) -> String {
    (steps + [name.map { .key($0) }].compactMap(\.self)).reduce("") { path, step in
      switch step {
      case .key(let name): path + (path.isEmpty ? name : ".\(name)")
      case .index(let index): path + "[\(index)]"
      }
    }
  }
}

/// A mismatch between the tree and the schema. Each kind has a rule that reports it.
struct SchemaMismatch {
  enum Kind {
    /// A required field is not there; `location` is its parent's.
    case missing(Field)
    case unknownField(name: String, known: [Field])
    /// A setting that agent.yaml must not contain, or not with this value.
    case misplacedSetting(SettingDefinition, value: String?)
    /// The field appears under two of its spellings; `location` is the second's.
    case spelledTwice(Field, first: SourceLocation)
    case wrongType(YAMLNode, expected: Shape)
    case ambiguousText(YAMLScalar)
    case ambiguousNumber(YAMLScalar)
  }

  let kind: Kind
  /// Such as `spec.ports[1].container`.
  let path: String
  let location: SourceLocation
}
