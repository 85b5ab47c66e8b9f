import Diagnostics
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Sandbox

@Suite("The standard input of a program") struct StandardInputTests {
  /// Runs a line of shell, which leaves `started` behind, and then writes to its standard input.
  private func write(_ line: String, to script: String, in directory: FilePath) async throws -> SandboxFailure? {
    let process = try TestProcess(
      ["/bin/sh", "-c", "cd \(directory); mkfifo pipe fifo; \(script)"], log: directory.appending("log"))
    defer { process.stop() }
    for _ in 0..<3000 where try FileStatus.of(directory.appending("started")) == nil {
      try await Task.sleep(for: .milliseconds(10))
    }
    do throws(SandboxFailure) {
      try StandardInput.write(Array(line.utf8), to: process.processID)
    } catch {
      return error
    }
    for _ in 0..<3000 where try FileStatus.of(directory.appending("heard")) == nil {
      try await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  private func withDirectory(_ body: (FilePath) async throws -> Void) async throws {
    let directory = try Directory.temporary(prefix: "input-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try await body(directory)
  }

  @Test func `gets a line through a pipe`() async throws {
    try await withDirectory { directory in
      let failure = try await write(
        "hello\n", to: "exec 0<>pipe; touch started; read word; echo $word >part; mv part heard; exec sleep 20",
        in: directory)
      let heard = try FileContents.read(directory.appending("heard"), limit: 9)
      #expect(failure == nil && heard == Array("hello\n".utf8))
    }
  }

  /// A program decides what its descriptor 0 is; what it chose instead is not written to.
  @Test(arguments: [
    "echo keep >file; exec 0<>file; touch started; exec sleep 20",
    "echo keep >file; exec 0<file; touch started; exec sleep 20",
    "echo keep >file; exec 0</dev/null; touch started; exec sleep 20",
    "echo keep >file; exec 0<.; touch started; exec sleep 20",
    "echo keep >file; exec 0<&-; touch started; exec sleep 20",
  ])
  func `is written to only if it is a pipe`(script: String) async throws {
    try await withDirectory { directory in
      let failure = try await write("x\n", to: script, in: directory)
      let kept = try FileContents.read(directory.appending("file"), limit: 9)
      #expect(failure != nil && kept == Array("keep\n".utf8))
    }
  }

  @Test func `that is full is not waited for`() async throws {
    try await withDirectory { directory in
      let failure = try await write(
        "x\n", to: "exec 0<>pipe; dd if=/dev/zero of=pipe bs=4096 count=16 2>/dev/null; touch started; exec sleep 20",
        in: directory)
      #expect(failure?.description.contains("temporarily unavailable") == true, "\(failure?.description ?? "")")
    }
  }

  @Test func `of a process that is gone is an error`() {
    #expect(throws: SandboxFailure.self) { try StandardInput.write([1], to: 0x7FFF_FFF0) }
  }
}
