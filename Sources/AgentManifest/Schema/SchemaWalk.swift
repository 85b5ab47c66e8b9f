import Diagnostics
import TextFormats
import YAMLTree

/// Compares a tree with the schema and collects everything that does not fit.
struct SchemaWalk {
  private(set) var mismatches: [SchemaMismatch] = []

  static func mismatches(of root: YAMLNode) -> [SchemaMismatch] {
    var walk = SchemaWalk()
    walk.check(root, ManifestSchema.root, path: "", owner: root.location)
    return walk.mismatches
  }

  /// - Parameter owner: the place to name where something is missing inside: the key, or the item of a list.
  private mutating func check(_ node: YAMLNode, _ shape: Shape, path: String, owner: SourceLocation) {
    switch shape {
    case .anything: break
    case .text, .runtime: checkText(node, path)
    case .quantity:
      guard let text = node.text else { return report(.wrongType(node, expected: shape), path, node.location) }
      if Quantity(text) == nil { report(.quantity(text), path, node.location) }
    case .semanticVersion:
      guard let text = node.text else { return report(.wrongType(node, expected: shape), path, node.location) }
      if !SemanticVersionText.isValid(text) { report(.semanticVersion(text), path, node.location) }
    case .integer(let range): checkInteger(node, range, path)
    case .boolean:
      if node.scalar?.boolean == nil { report(.wrongType(node, expected: shape), path, node.location) }
    case .duration(let allowsZero): checkDuration(node, shape, allowsZero: allowsZero, path)
    case .choice(let known):
      guard let text = node.text else { return report(.wrongType(node, expected: shape), path, node.location) }
      if !known.contains(text) { report(.unknownChoice(text, known: known), path, node.location) }
    case .list(let item):
      guard let items = node.sequence else { return report(.wrongType(node, expected: shape), path, node.location) }
      for (index, node) in items.enumerated() { check(node, item, path: "\(path)[\(index)]", owner: node.location) }
    case .map(let value):
      guard let pairs = node.mapping else { return report(.wrongType(node, expected: shape), path, node.location) }
      for pair in pairs where !pair.value.isNull {
        check(pair.value, value, path: "\(path).\(pair.name)", owner: pair.key.location)
      }
    case .object(let fields):
      guard let pairs = node.mapping else { return report(.wrongType(node, expected: shape), path, node.location) }
      checkObject(pairs, fields, path, owner)
    case .either(let scalar, let object):
      switch node.content {
      case .scalar: check(node, scalar, path: path, owner: owner)
      case .mapping: check(node, object, path: path, owner: owner)
      case .sequence: report(.wrongType(node, expected: shape), path, node.location)
      }
    }
  }

  private mutating func checkObject(
    _ pairs: [YAMLPair], _ fields: [Field], _ path: String, _ owner: SourceLocation
  ) {
    let prefix = path.isEmpty ? "" : "\(path)."
    var seen: [String: YAMLPair] = [:]
    // Keys beginning with `x-` are the user's own, as the place of anchors.
    for pair in pairs where !pair.name.hasPrefix("x-") {
      guard let field = fields.first(where: { $0.isSpelled(pair.name) }) else {
        report(.unknownField(name: pair.name, known: fields), path, pair.key.location)
        continue
      }
      if let first = seen[field.name] {
        report(.spelledTwice(field, first: first.key.location), prefix + pair.name, pair.key.location)
        continue
      }
      seen[field.name] = pair
      if pair.value.isNull {
        // Nothing after the colon counts as not written.
        if field.isRequired { report(.missing(field), prefix + field.name, pair.key.location) }
      } else {
        check(pair.value, field.shape, path: prefix + pair.name, owner: pair.key.location)
      }
    }
    for field in fields where field.isRequired && seen[field.name] == nil {
      report(.missing(field), prefix + field.name, owner)
    }
  }

  private mutating func checkText(_ node: YAMLNode, _ path: String) {
    guard let scalar = node.scalar, !node.isNull else {
      return report(.wrongType(node, expected: .text), path, node.location)
    }
    let losesDigits = scalar.style == .plain && scalar.kind == .float && scalar.text.hasSuffix("0")
    if scalar.trap != nil || losesDigits { report(.ambiguousText(scalar), path, node.location) }
  }

  private mutating func checkInteger(_ node: YAMLNode, _ range: ClosedRange<Int>, _ path: String) {
    guard let scalar = node.scalar, scalar.kind == .integer else {
      return report(.wrongType(node, expected: .integer(range)), path, node.location)
    }
    // Digits beyond 64 bits are outside every range as well.
    let value = scalar.integer ?? (scalar.text.hasPrefix("-") ? .min : .max)
    if !range.contains(value) { report(.outOfRange(scalar.text, range), path, node.location) }
  }

  private mutating func checkDuration(_ node: YAMLNode, _ shape: Shape, allowsZero: Bool, _ path: String) {
    guard let text = node.text else { return report(.wrongType(node, expected: shape), path, node.location) }
    let duration = DurationText.parse(text)
    if duration.map({ allowsZero ? $0 < .zero : $0 <= .zero }) ?? true {
      report(.duration(text, allowsZero: allowsZero), path, node.location)
    }
  }

  private mutating func report(_ kind: SchemaMismatch.Kind, _ path: String, _ location: SourceLocation) {
    mismatches.append(SchemaMismatch(kind: kind, path: path, location: location))
  }
}
