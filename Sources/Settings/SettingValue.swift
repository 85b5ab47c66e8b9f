/// A setting's value before it is given a type.
public enum SettingValue: Sendable, Hashable, CustomStringConvertible {
  case scalar(String)
  case list([String])
  case map([String: String])

  public var description: String {
    switch self {
    case .scalar(let text): text
    case .list(let items): items.joined(separator: ",")
    case .map(let pairs): pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
  }

  /// An empty value counts as unset: GitHub cannot tell an unset input from an empty one.
  public var isEmpty: Bool {
    switch self {
    case .scalar(let text): text.allSatisfy(\.isWhitespace)
    case .list(let items): items.isEmpty
    case .map(let pairs): pairs.isEmpty
    }
  }

  var text: String? { if case .scalar(let text) = self { text } else { nil } }
  var items: [String]? { if case .list(let items) = self { items } else { nil } }
  var pairs: [String: String]? { if case .map(let pairs) = self { pairs } else { nil } }
}
