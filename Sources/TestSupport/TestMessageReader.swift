import Foundation
import Glibc

/// Reads HTTP/1.1 requests with a Content-Length from a socket.
struct TestMessageReader {
  private let socket: Int32
  private var buffer: [UInt8] = []

  init(_ socket: Int32) {
    self.socket = socket
  }

  /// - Returns: a request without its body; `nil` at the end of the connection.
  mutating func readHead() -> TestRequest? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let range = buffer.firstRange(of: end) {
        let text = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        buffer.removeSubrange(..<range.upperBound)
        return Self.parse(text)
      }
      guard fill() else { return nil }
      // A TLS handshake, for example, never has an empty line.
      guard let first = buffer.first, (0x41...0x5A).contains(first) else { return nil }
    }
  }

  /// - Returns: `nil` if the connection ends first.
  mutating func readBody(length: Int) -> [UInt8]? {
    while buffer.count < length {
      guard fill() else { return nil }
    }
    let body = Array(buffer[..<length])
    buffer.removeSubrange(..<length)
    return body
  }

  private mutating func fill() -> Bool {
    let size = 256 << 10
    var chunk = [UInt8](repeating: 0, count: size)
    let count = recv(socket, &chunk, size, 0)
    guard count > 0 else { return false }
    buffer.append(contentsOf: chunk[..<count])
    return true
  }

  private static func parse(_ text: String) -> TestRequest? {
    var lines = text.split(separator: "\r\n")
    guard !lines.isEmpty else { return nil }
    let parts = lines.removeFirst().split(separator: " ")
    guard parts.count == 3 else { return nil }
    let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return TestRequest(
      method: String(parts[0]), path: decode(target[0]), query: target.count > 1 ? parameters(target[1]) : [],
      headers: lines.compactMap { line in
        line.firstIndex(of: ":").map { colon in
          (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
      }, body: [])
  }

  static func parameters(_ text: some StringProtocol) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decode(parts[0]), parts.count > 1 ? decode(parts[1]) : "")
    }
  }

  private static func decode(_ text: some StringProtocol) -> String {
    let text = String(text).replacing("+", with: " ")
    return text.removingPercentEncoding ?? text
  }
}
