/// A pattern of branch or tag names: `*` is anything but `/`, `**` anything, `?` one character but `/`.
public struct Glob: Sendable {
  private enum Part: Sendable { case literal(Character), one, many(withSlashes: Bool) }

  private let parts: [Part]

  public init(_ pattern: String) {
    var parts: [Part] = []
    for character in pattern {
      switch (character, parts.last) {
      case ("*", .many): parts[parts.count - 1] = .many(withSlashes: true)
      case ("*", _): parts.append(.many(withSlashes: false))
      case ("?", _): parts.append(.one)
      default: parts.append(.literal(character))
      }
    }
    self.parts = parts
  }

  /// Keeps the set of parts that may come next, so that no pattern takes long.
  public func matches(_ text: String) -> Bool {
    var places = closure([0])
    for character in text {
      var next: Set<Int> = []
      for place in places where place < parts.count {
        switch parts[place] {
        case .literal(let own): if own == character { next.insert(place + 1) }
        case .one: if character != "/" { next.insert(place + 1) }
        case .many(let withSlashes): if withSlashes || character != "/" { next.insert(place) }
        }
      }
      places = closure(next)
    }
    return places.contains(parts.count)
  }

  /// Adds the parts that follow a wildcard which matches nothing.
  private func closure(_ places: Set<Int>) -> Set<Int> {
    var all = places
    for place in places {
      var next = place
      while next < parts.count, case .many = parts[next] {
        next += 1
        all.insert(next)
      }
    }
    return all
  }
}
