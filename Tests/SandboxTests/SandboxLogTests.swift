import FileIO
import SystemPackage
import Testing

@testable import Sandbox

struct `The log of a sandbox` {
  private func withLog(
    limit: Int, _ body: (SandboxLog, _ expectText: (String, Testing.SourceLocation) throws -> Void) throws -> Void
  ) throws {
    let directory = try Directory.temporary(prefix: "log-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let path = directory.appending("log")
    let log = try SandboxLog(path, limit: limit) {
      $0.split(separator: "secret", omittingEmptySubsequences: false).joined(separator: "***")
    }
    try body(log) { expected, location in
      let text = String(decoding: try FileContents.read(path, limit: 1 << 20), as: UTF8.self)
      #expect(text == expected, sourceLocation: location)
    }
  }

  private func append(_ text: String, to log: SandboxLog) {
    Array(text.utf8).withUnsafeBytes { log.append($0) }
  }

  @Test func `is written line by line, the last one at the end`() throws {
    try withLog(limit: 1000) { log, expectText in
      append("one\ntw", to: log)
      try expectText("one\n", #_sourceLocation)
      append("o\nthree", to: log)
      try expectText("one\ntwo\n", #_sourceLocation)
      #expect(log.tail(100) == "one\ntwo\nthree")
      #expect(log.tail(8) == "three")
      log.finish()
      try expectText("one\ntwo\nthree", #_sourceLocation)
    }
  }

  @Test func `keeps its beginning and its end`() throws {
    try withLog(limit: 40) { log, expectText in
      for number in 0..<1000 { append("line \(number)\n", to: log) }
      try expectText("line 0\nline 1\n", #_sourceLocation)
      log.finish()
      try expectText("line 0\nline 1\n\n[8858 bytes left out]\nline 998\nline 999\n", #_sourceLocation)
    }
  }

  @Test func `hides secrets that come in two parts`() throws {
    try withLog(limit: 1000) { log, expectText in
      append("a sec", to: log)
      append("ret\n", to: log)
      try expectText("a ***\n", #_sourceLocation)
      #expect(log.tail(100) == "a ***\n")
    }
  }

  @Test func `replaces a link and does not follow it`() throws {
    let directory = try Directory.temporary(prefix: "log-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try FileContents.write(Array("keep me".utf8), to: directory.appending("other"))
    try Directory.link(directory.appending("log"), to: "other")
    let log = try SandboxLog(directory.appending("log"))
    append("text\n", to: log)
    log.finish()
    let other = try FileContents.read(directory.appending("other"), limit: 100)
    #expect(other == Array("keep me".utf8))
  }
}
