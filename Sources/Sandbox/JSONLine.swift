import FoundationEssentials

/// JSON on one line, the form in which programs here communicate.
enum JSONLine {
  static func encode(_ value: some Encodable) throws(SandboxFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw .helper(reason: "\(error)")
    }
  }

  /// `nil` if the text is something else, such as the message of a linker on the same stream.
  static func decode<Value: Decodable>(_ type: Value.Type, from text: some Sequence<UInt8>) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text))
  }
}
