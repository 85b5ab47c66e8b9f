/// Variables whose values the build writes into the code: at run time, no one reads them.
enum InlinedVariables {
  private static let prefixes = ["NEXT_PUBLIC_", "REACT_APP_", "VITE_", "GATSBY_"]

  /// - Returns: a note on those that were removed.
  static func removed(from variables: inout [DraftVariable], _ language: String) -> [String] {
    func isInlined(_ variable: DraftVariable) -> Bool { prefixes.contains(where: variable.name.hasPrefix) }
    let found = language == "nodejs" ? variables.filter(isInlined) : []
    guard let first = found.first else { return [] }
    variables.removeAll(where: isInlined)
    let names = found.prefix(5).map(\.name).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
    return ["\(names) (\(first.place)): the build inlines the values, so name these variables in `build.environment`"]
  }
}
