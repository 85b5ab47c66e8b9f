import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct `a body of parts` {
  @Test(arguments: [1, 7, 1 << 20])
  func `is read as one, however small the pieces`(size: Int) throws {
    try Self.withFile("0123456789") { file in
      let parts: [HTTPRequest.Body.Part] = [
        .bytes(Array("ab".utf8)), .bytes([]), .file(file, offset: 2, length: 5), .bytes(Array("cd".utf8)),
        .file(file, offset: 0, length: 0), .file(file, offset: 9, length: 1),
      ]
      guard var source = try BodySource(.parts(parts)) else { throw Errno.ioError }
      #expect(source.length == 10)
      #expect(try Self.text(&source, size) == "ab23456cd9")
      let (isInside, isBeyond) = (source.seek(to: 4), source.seek(to: 11))
      #expect(isInside && !isBeyond)
      #expect(try Self.text(&source, size) == "456cd9", "curl starts again where a connection broke")
    }
  }

  @Test func `ends with an error where a file became shorter`() throws {
    try Self.withFile("0123") { file in
      guard var source = try BodySource(.parts([.bytes([1]), .file(file, offset: 0, length: 9)])) else {
        throw Errno.ioError
      }
      #expect(throws: FileFailure.self) { _ = try Self.text(&source, 64) }
    }
  }

  @Test func `arrives at a Unix socket`() async throws {
    let directory = try Directory.temporary(prefix: "socket-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let path = directory.appending("server.sock")
    let server = try TestHTTPServer(unixSocket: path.string) { TestResponse(200, body: $0.body) }
    defer { server.stop() }
    var configuration = CurlTransport.Configuration(version: "test")
    configuration.unixSocket = path
    let transport = CurlTransport(configuration)
    let large = [UInt8](repeating: 7, count: 700_000)
    let response = try await transport.send(
      HTTPRequest(.post, try HTTPURL("http://anything/x"), body: .parts([.bytes(large), .bytes([1, 2])])))
    #expect(response.body == large + [1, 2])
    #expect(server.requests.map(\.path) == ["/x"])
  }

  private static func text(_ source: inout BodySource, _ size: Int) throws -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }

  private static func withFile(_ text: String, _ body: (FilePath) throws -> Void) throws {
    let directory = try Directory.temporary(prefix: "parts-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let file = directory.appending("file")
    try FileContents.write(Array(text.utf8), to: file)
    try body(file)
  }
}
