public import Diagnostics

/// A value of a YAML document with the place it was read from; anchors and merges are resolved.
///
/// A class, because rules walk over the tree a hundred times: as a value its texts would be counted at each step.
public final class YAMLNode: Sendable {
  public enum Content: Sendable, Hashable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In the order of the file, without duplicate keys.
    case mapping([YAMLPair])
  }

  public let content: Content
  public let location: SourceLocation

  public init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }
}

/// One entry of a mapping. Keys are always scalars.
public struct YAMLPair: Sendable, Hashable {
  /// The key's text.
  public let name: String
  public let key: YAMLNode
  public let value: YAMLNode

  init(key: YAMLNode, value: YAMLNode) {
    name = key.scalar?.text ?? ""
    self.key = key
    self.value = value
  }
}

extension YAMLNode: Hashable {
  public static func == (left: YAMLNode, right: YAMLNode) -> Bool {
    left === right || (left.content == right.content && left.location == right.location)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(content)
    hasher.combine(location)
  }
}

extension YAMLNode {
  public var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  public var sequence: [YAMLNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  public var mapping: [YAMLPair]? {
    if case .mapping(let pairs) = content { pairs } else { nil }
  }

  /// Whether nothing was written, or `null`.
  public var isNull: Bool { scalar?.kind == .null }

  /// A scalar as written, whatever its kind; `nil` for null and for collections.
  public var text: String? { isNull ? nil : scalar?.text }

  /// The entry of a mapping with this key; `nil` if the node is not a mapping.
  public func pair(_ key: String) -> YAMLPair? {
    mapping?.first { $0.name == key }
  }

  /// The value under this key; `nil` if the node is not a mapping.
  public subscript(key: String) -> YAMLNode? {
    pair(key)?.value
  }
}
