import CCurl

/// Header fields in their order; names are case-insensitive and may occur several times (RFC 9110, section 5.3).
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: String
  }

  public private(set) var fields: [Field]

  public init(_ fields: [Field] = []) {
    self.fields = fields
  }

  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value under the name; setting replaces all of them, setting `nil` removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { $0.name.isSameHeader(as: name) }?.value }
    set {
      fields.removeAll { $0.name.isSameHeader(as: name) }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// Every value under the name, one for each header line.
  public func values(of name: String) -> [String] {
    fields.filter { $0.name.isSameHeader(as: name) }.map(\.value)
  }

  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// How long `Retry-After` asks to wait (RFC 9110, section 10.2.3): `nil` if the header is absent or invalid, zero for a
  /// date that has passed.
  ///
  /// A date counts from the server's own `Date`, because the clock of this machine may differ.
  public var retryAfter: Duration? {
    guard let text = self["Retry-After"] else { return nil }
    if let seconds = UInt32(text) { return .seconds(Int64(seconds)) }
    guard let now = self["Date"].map({ curl_getdate($0, nil) }), now >= 0, case let end = curl_getdate(text, nil),
      end >= 0
    else { return nil }
    return .seconds(max(0, end - now))
  }
}

extension String {
  fileprivate func isSameHeader(as other: String) -> Bool {
    utf8.count == other.utf8.count && lowercased() == other.lowercased()
  }
}
