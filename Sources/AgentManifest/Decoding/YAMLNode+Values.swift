import Diagnostics
import TextFormats
import YAMLTree

extension YAMLNode {
  var locatedText: Located<String>? { text.map { Located($0, at: location) } }

  /// The texts of a list; items that are none are left out. Nil if the node is not a list.
  var texts: [String]? { sequence?.compactMap(\.text) }

  /// The entries of a mapping whose values are texts.
  var namedTexts: [NamedValue]? {
    mapping?.compactMap { pair in pair.value.text.map { NamedValue(name: pair.name, value: $0) } }
  }

  /// A quoted text without anything in it but space.
  var isEmptyText: Bool { text?.allSatisfy(\.isWhitespace) == true }

  var duration: Duration? { text.flatMap(DurationText.parse) }

  /// The entry of a mapping, unless nothing follows its colon.
  func written(_ name: String) -> YAMLPair? {
    pair(name).flatMap { $0.value.isNull ? nil : $0 }
  }
}
