import ChildProcess
import FileIO
import Glibc
import Synchronization
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `Running a program` {
  private let environment = ["PATH": "/usr/bin:/bin"]

  private func shell(_ script: String, input: [UInt8]? = nil, grace: Duration = .seconds(5)) -> ChildProcess {
    ChildProcess("sh", ["-c", script], environment: environment, input: input, gracePeriod: grace)
  }

  @Test(arguments: [("exit 0", ChildProcess.Status.exited(0)), ("exit 7", .exited(7)), ("kill -9 $$", .signaled(9))])
  func `tells how it ended`(script: String, status: ChildProcess.Status) async throws {
    #expect(try await shell(script).run().status == status)
  }

  @Test func `merges standard output and standard error in the order written`() async throws {
    let exit = try await shell("echo one; echo two >&2; echo three").run()
    #expect(exit.output == "one\ntwo\nthree\n")
  }

  @Test func `keeps data apart from messages`() async throws {
    let exit = try await shell("printf 'a\\0b'; echo note >&2").run(standardOutput: .apart(limit: 10))
    #expect(exit.standardOutput == [0x61, 0, 0x62])
    #expect(exit.output == "note\n")
  }

  @Test func `refuses more data than asked for, and stops the program`() async throws {
    await #expect(throws: ChildProcessFailure.outputTooLarge("sh", limit: 1000)) {
      try await shell("exec yes").run(standardOutput: .apart(limit: 1000))
    }
  }

  @Test func `keeps only the end of long output`() async throws {
    let exit = try await shell("seq 1 200000").run(keepingLast: 14)
    #expect(exit.output == "199999\n200000\n")
    #expect(exit.omittedBytes == 1_288_895 - 14)
  }

  @Test func `hands out lines as they come, ANSI kept, invalid UTF-8 repaired`() async throws {
    let lines = Mutex<[String]>([])
    let exit = try await shell("printf '\\033[31mred\\033[0m\\r\\nb\\377d\\n\\nend'").run { line in
      lines.withLock { $0.append(line) }
    }
    #expect(lines.withLock { $0 } == ["\u{1B}[31mred\u{1B}[0m", "b\u{FFFD}d", "", "end"])
    #expect(exit.output == "\u{1B}[31mred\u{1B}[0m\r\nb\u{FFFD}d\n\nend")
  }

  @Test func `does not tear a character when it cuts the output`() async throws {
    let exit = try await shell("printf 'äöü'").run(keepingLast: 3)
    #expect(exit.output == "ü")
    #expect(exit.omittedBytes == 4)
  }

  @Test func `gets its input, however long, and none without it`() async throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
    #expect(try await shell("wc -c", input: input).run().output == "300000\n")
    #expect(try await shell("exec true", input: input).run().status == .exited(0))
    #expect(try await shell("wc -c").run().output == "0\n")
  }

  @Test func `sees the given environment and nothing else`() async throws {
    let process = ChildProcess("/usr/bin/env", environment: ["ONLY": "this"])
    #expect(try await process.run().output == "ONLY=this\n")
  }

  @Test func `runs in the given directory, from which relative programs are looked up`() async throws {
    let directory = try Directory.temporary(prefix: "child", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try FileContents.write(
      Array("#!/bin/sh\npwd\n".utf8), to: directory.appending("here"), permissions: [.ownerReadWriteExecute])
    let process = ChildProcess("./here", environment: environment, workingDirectory: directory)
    #expect(try await process.run().output == "\(directory)\n")
  }

  @Test(arguments: ["surely-no-such-program", "/no/such/program"])
  func `that is missing is a failure of its own`(name: String) async {
    await #expect(throws: ChildProcessFailure.programNotFound(name)) {
      try await ChildProcess(name, environment: environment).run()
    }
  }

  @Test func `that is no program cannot be started`() async {
    await #expect(throws: ChildProcessFailure.cannotStart("/etc/passwd", .permissionDenied)) {
      try await ChildProcess("/etc/passwd", environment: environment).run()
    }
  }

  @Test func `needs a directory that exists`() async {
    await #expect(throws: ChildProcessFailure.workingDirectory("/no/such/directory", .noSuchFileOrDirectory)) {
      try await ChildProcess("true", environment: environment, workingDirectory: "/no/such/directory").run()
    }
  }
}
