extension GlobToken {
  /// Whether the tokens match the whole path.
  ///
  /// Keeps the set of tokens that may come next, so that time is tokens × scalars even for hostile patterns.
  static func match(_ tokens: ArraySlice<GlobToken>, _ path: ArraySlice<Unicode.Scalar>) -> Bool {
    let tokens = Array(tokens)
    var states = [Bool](repeating: false, count: 2 * tokens.count + 1)
    states[0] = true
    advance(&states, tokens, atStart: true)
    for scalar in path {
      var next = [Bool](repeating: false, count: states.count)
      for (index, token) in tokens.enumerated() {
        let inside = tokens.count + 1 + index
        switch token {
        case .scalar(let wanted, _): if states[index] && wanted == scalar { next[index + 1] = true }
        case .anyScalar: if states[index] && scalar != "/" { next[index + 1] = true }
        case .set(let ranges, let isNegated):
          if states[index], ranges.contains(where: { $0.contains(scalar) }) != isNegated { next[index + 1] = true }
        case .anyName: if states[index] && scalar != "/" { next[index] = true }
        case .anything: if states[index] { next[index] = true }
        case .anyDirectories:
          if states[index] || states[inside] {
            next[inside] = true
            if scalar == "/" { next[index + 1] = true }
          }
        case .start: break
        }
      }
      states = next
      advance(&states, tokens, atStart: false)
    }
    return states[tokens.count]
  }

  /// Follows the tokens that may match nothing. States after `tokens.count` mean: inside that `**`.
  private static func advance(_ states: inout [Bool], _ tokens: [GlobToken], atStart: Bool) {
    for (index, token) in tokens.enumerated() where states[index] {
      switch token {
      case .anyName, .anything, .anyDirectories: states[index + 1] = true
      case .start: if atStart { states[index + 1] = true }
      default: break
      }
    }
  }
}
