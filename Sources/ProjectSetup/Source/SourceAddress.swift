extension ArraySlice<SourceToken> {
  /// Names of addresses in Rust and Java.
  private static let names = [
    "LOCALHOST": "127.0.0.1", "getLoopbackAddress": "127.0.0.1", "UNSPECIFIED": "0.0.0.0",
  ]

  /// With one text in the place of each address that code writes in another way: `[127, 0, 0, 1]`,
  /// `Ipv4Addr::LOCALHOST`. Its numbers are no ports.
  var withAddresses: ArraySlice<SourceToken> {
    var tokens: [SourceToken] = []
    var index = startIndex
    while index < endIndex {
      var token = self[index]
      if let address = address(at: index) {
        (token.kind, token.text) = (.text, address)
        index += 7
      } else {
        if token.kind == .word, let address = Self.names[token.text] { (token.kind, token.text) = (.text, address) }
        index += 1
      }
      tokens.append(token)
    }
    return tokens[...]
  }

  /// Four numbers of a byte each between brackets.
  private func address(at start: Int) -> String? {
    guard self[start].kind == .number, start + 7 <= endIndex,
      start == startIndex || "([{".contains(self[start - 1].text),
      start + 7 == endIndex || ")]}".contains(self[start + 7].text)
    else { return nil }
    let parts = self[start..<start + 7].split(omittingEmptySubsequences: false) { $0.text == "," }
    let numbers = parts.compactMap { $0.count == 1 ? $0.first.flatMap { UInt8($0.text) } : nil }
    return parts.count == 4 && numbers.count == 4 ? numbers.map(String.init).joined(separator: ".") : nil
  }
}
