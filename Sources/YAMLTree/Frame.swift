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
  /// Index into `pairs` by name.
  private var places: [String: Int] = [:]
  /// The key whose value comes next.
  private var key: YAMLNode?
  private var last: SourceLocation?

  init(_ kind: Kind, anchor: String?, location: SourceLocation, isFlow: Bool) {
    self.kind = kind
    self.anchor = anchor
    self.location = location
    self.isFlow = isFlow
    if kind == .mapping { places.reserveCapacity(8) }
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
      diagnostics.append(.error(.keyNotText, "a key must be plain text, not a list or a mapping", at: key.location))
      return
    }
    if let first = place(of: name) {
      diagnostics.append(
        .error(
          .duplicateKey, "duplicate key `\(name)`", at: key.location,
          hints: ["the first is at line \(first.line), column \(first.column): keep one of the two"]))
      return
    }
    append(YAMLPair(key: key, value: value))
  }

  private mutating func append(_ pair: YAMLPair) {
    places[pair.name] = pairs.count
    pairs.append(pair)
  }

  private func place(of name: String) -> SourceLocation? {
    places[name].map { pairs[$0].key.location }
  }

  /// Adds the entries that `<<` names, except for keys the mapping has itself (yaml.org/type/merge).
  mutating func resolveMerges(_ diagnostics: inout [Diagnostic]) {
    guard let place = pairs.firstIndex(where: { $0.name == "<<" && $0.key.scalar?.style == .plain }) else { return }
    let merge = pairs[place].value
    for source in merge.sequence ?? [merge] {
      guard let merged = source.mapping else {
        diagnostics.append(
          .error(
            .invalidMerge, "`<<` takes a mapping or a list of mappings", at: source.location,
            hints: ["write `<<: *name` with the anchor of a mapping"]))
        continue
      }
      for pair in merged where self.place(of: pair.name) == nil { append(pair) }
    }
    pairs.remove(at: place)
    places = [:]
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
