extension YAMLScalar {
  /// The number a scalar of kind `integer` stands for; nothing for other kinds, and where it does not fit.
  public var integer: Int? {
    guard kind == .integer else { return nil }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    return Int(text)
  }

  public var boolean: Bool? {
    kind == .boolean ? text.lowercased() == "true" : nil
  }
}

extension YAMLNode {
  /// A scalar as written, whatever its kind; nothing for null and for collections.
  public var text: String? {
    isNull ? nil : scalar?.text
  }
}
