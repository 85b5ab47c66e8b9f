import Testing

@testable import DockerEngine

@Suite struct `the output of a container` {
  private static func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
    [stream, 0, 0, 0, 0, 0, UInt8(text.utf8.count >> 8), UInt8(text.utf8.count & 0xFF)] + Array(text.utf8)
  }

  @Test(arguments: [1, 3, 8, 4096])
  func `is taken out of its frames, however the bytes arrive`(size: Int) {
    let long = String(repeating: "x", count: 300)
    let bytes = Self.frame(1, "out\n") + Self.frame(2, "") + Self.frame(2, "err é\n") + Self.frame(1, long)
    var frames = StreamFrames()
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { piece in
        frames.feed(piece) { text += $0 }
      }
    }
    #expect(String(decoding: text, as: UTF8.self) == "out\nerr é\n" + long)
  }
}
