import Testing

@testable import DockerEngine

@Suite struct `cutting a stream of JSON` {
  private static let text = #"{"a":"}\"{","b":[1,{}]}"# + "\r\n" + #"{"c":"é\\"}"# + "{}\n"

  @Test(arguments: 1...9)
  func `however the bytes arrive, the objects are the same`(size: Int) throws {
    var stream = JSONStream()
    var objects: [String] = []
    let bytes = Array(Self.text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = bytes[start..<min(start + size, bytes.count)]
      objects += try piece.withUnsafeBytes { try stream.feed($0) }.map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(objects == [#"{"a":"}\"{","b":[1,{}]}"#, #"{"c":"é\\"}"#, "{}"])
  }

  @Test(arguments: ["<html>", "OK", "}", "\"text\"", "{}]"])
  func `something else is refused`(text: String) {
    #expect(throws: EngineFailure.self) {
      var stream = JSONStream()
      _ = try Array(text.utf8).withUnsafeBytes { try stream.feed($0) }
    }
  }

  @Test func `an object without an end does not fill the memory`() {
    #expect(throws: EngineFailure.self) {
      var stream = JSONStream()
      let piece = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
      for _ in 0..<32 { _ = try piece.withUnsafeBytes { try stream.feed($0) } }
    }
  }
}
