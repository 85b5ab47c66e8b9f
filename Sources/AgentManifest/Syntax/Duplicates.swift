/// Finds what appears more than once.
enum Duplicates {
  /// Every element whose key appeared before, with the first of that key; elements without a key are skipped.
  static func of<Element>(_ elements: [Element], by key: (Element) -> String?) -> [(Element, first: Element)] {
    var seen: [String: Element] = [:]
    return elements.compactMap { element in
      guard let name = key(element) else { return nil }
      if let first = seen[name] { return (element, first) }
      seen[name] = element
      return nil
    }
  }
}
