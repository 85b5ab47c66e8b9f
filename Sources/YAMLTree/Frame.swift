import Diagnostics

/// A collection that is still being read.
struct Frame {
  enum Kind {
    case sequence, mapping
  }

  let kind: Kind
  let anchor: String?
  let location: SourceLocation
  let isFlow: Bool
  /// Values inside, after expansion, and this one.
  private(set) var size = 1
  private(set) var height = 1

  private var items: [YAMLNode] = []
  private var pairs: [YAMLPair] = []
  private var places: [String: SourceLocation] = [:]
  /// The key whose value comes next.
  private var key: YAMLNode?
  private var last: SourceLocation?

  init(_ kind: Kind, anchor: String?, location: SourceLocation, isFlow: Bool) {
    self.kind = kind
    self.anchor = anchor
    self.location = location
    self.isFlow = isFlow
  }

  mutating func add(_ measured: Measured, _ diagnostics: inout [Diagnostic]) {
    let node = measured.node
    size += measured.size
    height = max(height, measured.height + 1)
    last = node.location
    switch (kind, key) {
    case (.sequence, _):
      items.append(node)
    case (.mapping, nil):
      key = node
    case (.mapping, let key?):
      self.key = nil
      add(node, under: key, &diagnostics)
    }
  }

  private mutating func add(_ value: YAMLNode, under key: YAMLNode, _ diagnostics: inout [Diagnostic]) {
    guard let name = key.scalar?.text else {
      diagnostics.append(.error("key-not-text", "a key must be plain text, not a list or a mapping", at: key.location))
      return
    }
    if let first = places[name] {
      diagnostics.append(
        .error(
          "duplicate-key", "duplicate key `\(name)`", at: key.location,
          hints: ["the first is at line \(first.line), column \(first.column): keep one of the two"]))
      return
    }
    places[name] = key.location
    pairs.append(YAMLPair(key: key, value: value))
  }

  /// Adds what `<<` names, where the mapping does not have the key itself (yaml.org/type/merge).
  mutating func resolveMerges(_ diagnostics: inout [Diagnostic]) {
    guard let place = pairs.firstIndex(where: { $0.name == "<<" && $0.key.scalar?.style == .plain }) else { return }
    let merge = pairs.remove(at: place).value
    for source in merge.sequence ?? [merge] {
      guard let merged = source.mapping else {
        diagnostics.append(
          .error(
            "invalid-merge", "`<<` takes a mapping or a list of mappings", at: source.location,
            hints: ["write `<<: *name` with the anchor of a mapping"]))
        continue
      }
      for pair in merged where places[pair.name] == nil {
        places[pair.name] = pair.key.location
        pairs.append(pair)
      }
    }
  }

  /// The collection read; a block ends with its last value, not where libyaml finds the next token.
  func node(closedAt end: SourceLocation) -> YAMLNode {
    let content: YAMLNode.Content = kind == .sequence ? .sequence(items) : .mapping(pairs)
    var location = location
    let final = isFlow ? end : last ?? location
    location.endLine = final.endLine
    location.endColumn = final.endColumn
    return YAMLNode(content, at: location)
  }
}
