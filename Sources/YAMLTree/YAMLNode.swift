public import Diagnostics

/// A value of a YAML document with the place it was read from; anchors and merges are resolved.
public struct YAMLNode: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In the order of the file, without duplicate keys.
    case mapping([YAMLPair])
  }

  public var content: Content
  public var location: SourceLocation

  public init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }
}

/// One entry of a mapping. Keys are always scalars.
public struct YAMLPair: Sendable, Hashable {
  public var key: YAMLNode
  public var value: YAMLNode

  public init(key: YAMLNode, value: YAMLNode) {
    self.key = key
    self.value = value
  }

  /// The key's text.
  public var name: String { key.scalar?.text ?? "" }
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

  /// The entry of a mapping with this key; nothing where the node is no mapping.
  public func pair(_ key: String) -> YAMLPair? {
    mapping?.first { $0.name == key }
  }

  /// The value under this key; nothing where the node is no mapping.
  public subscript(key: String) -> YAMLNode? {
    pair(key)?.value
  }
}
