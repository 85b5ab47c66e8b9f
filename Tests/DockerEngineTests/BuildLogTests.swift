import Diagnostics
import FileIO
import Synchronization
import SystemPackage
import Testing

@testable import DockerEngine

/// What dockerd 20.10 and podman 4.3 answered to one Dockerfile, see `Streams`.
enum RecordedStream: String, CaseIterable {
  case classic, buildkit, podman

  func bytes(_ outcome: String) throws -> [UInt8] {
    let directory = FilePath(#filePath).removingLastComponent().appending("Streams")
    return try FileContents.read(directory.appending("\(rawValue)-\(outcome).json"), limit: 1 << 20)
  }

  /// Feeds the stream in pieces that fit nothing in it.
  func play(_ outcome: String) throws -> (log: BuildLog, events: [BuildEvent]) {
    let events = Mutex<[BuildEvent]>([])
    let log = BuildLog { event in events.withLock { $0.append(event) } }
    let bytes = try bytes(outcome)
    for start in stride(from: 0, to: bytes.count, by: 97) {
      try bytes[start..<min(start + 97, bytes.count)].withUnsafeBytes { try log.take($0) }
    }
    return (log, events.withLock { $0 })
  }
}

@Suite struct `the stream of a build` {
  @Test(arguments: RecordedStream.allCases)
  func `a finished build names its image`(stream: RecordedStream) throws {
    let (log, events) = try stream.play("passed")
    #expect(try log.finish().hasPrefix("sha256:"))
    #expect(events.contains(.output("collecting")))
    #expect(events.contains(.output("no wheel of nosuch")), "colours are left out")
    let steps = events.compactMap { if case .step(let step) = $0 { step } else { nil } }
    #expect(steps.contains { $0.hasSuffix("COPY Dockerfile /") }, "\(steps)")
    #expect(!events.contains { "\($0)".contains("[internal]") })
  }

  @Test(arguments: RecordedStream.allCases)
  func `a failed step is named with its status and its last lines`(stream: RecordedStream) throws {
    let (log, _) = try stream.play("failed")
    let failure = try #require(throws: EngineFailure.self) { try log.finish() }
    #expect(failure.code == .stepFailed)
    #expect(failure.failureKind == .agent)
    #expect(failure.step?.hasPrefix("RUN echo collecting") == true)
    #expect(failure.output.sorted() == ["collecting", "no wheel of nosuch"])
    #expect(failure.message.hasSuffix("it ended with exit status 7"))
    #expect(failure.diagnostic.hints.contains { $0.contains("no wheel of nosuch") })
  }

  @Test(arguments: [
    (RecordedStream.classic, ["f34fdb284f5d", "188986f1d405"]), (.buildkit, []),
    (.podman, ["00ca9dc7452", "7a3a5b2b8ff"]),
  ])
  func `images that steps made are known, bases and cached ones are not among them`(
    stream: RecordedStream, images: [String]
  ) throws {
    let (log, _) = try stream.play("failed")
    #expect(log.leavings.images.count == images.count)
    if stream == .classic {
      #expect(log.leavings.images == images)
      #expect(log.leavings.containers == ["bcd4c77b6871", "9e302429f389"])
    }
  }

  @Test(arguments: RecordedStream.allCases)
  func `a stream that breaks off is no finished build`(stream: RecordedStream) throws {
    let bytes = try stream.bytes("passed")
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let cut = lines.lastIndex { String(decoding: $0, as: UTF8.self).contains("\"ID\"") } ?? 0
    let log = BuildLog { _ in }
    for line in lines[..<cut] { try line.withUnsafeBytes { try log.take($0) } }
    let failure = try #require(throws: EngineFailure.self) { try log.finish() }
    #expect(failure.code == .buildBroken)
    #expect(failure.failureKind == .infrastructure)
  }

  @Test func `damaged traces are passed over`() throws {
    let log = BuildLog { _ in }
    for text in ["", "!!", "CgL/", "Cm8KRw==", "//////////////8="] {
      let message = #"{"id":"moby.buildkit.trace","aux":"\#(text)"}"#
      try Array(message.utf8).withUnsafeBytes { try log.take($0) }
    }
    #expect(log.failure == nil)
  }
}

@Suite struct `what an engine's words mean` {
  @Test(arguments: [
    (
      "dockerfile parse error line 3: unknown instruction: RUNN", EngineFailure.Code.invalidDockerfile,
      FailureKind.agent
    ),
    ("failed to solve: dockerfile parse error on line 12: x", .invalidDockerfile, .agent),
    ("write /var/lib/x: no space left on device", .buildBroken, .infrastructure),
    ("dial tcp: lookup registry-1.docker.io: no such host", .buildBroken, .infrastructure),
    ("executor failed running [/bin/sh -c x]: network bridge not found", .buildBroken, .infrastructure),
    ("rpc error: code = Unknown desc = no active sessions", .buildBroken, .infrastructure),
    ("pull access denied for x, repository does not exist", .buildBroken, .infrastructure),
    ("failed to reach build target nope in Dockerfile", .invalidDockerfile, .agent),
    ("COPY failed: file not found in build context: stat nope", .stepFailed, .agent),
    ("executor failed running [/bin/sh -c echo no space left on device]: exit code: 2", .stepFailed, .agent),
    ("OCI runtime create failed: no cgroups", .buildBroken, .infrastructure),
  ])
  func `is told apart`(text: String, code: EngineFailure.Code, kind: FailureKind) {
    let step = code == .stepFailed ? StepLog(title: "COPY nope /", number: "2/3") : nil
    let failure = BuildTrouble(text: text, step: step).failure
    #expect(failure.code == code)
    #expect(failure.failureKind == kind)
    #expect(failure.message.contains(text) || failure.message.contains("exit status 2"))
  }

  @Test func `the line of a Dockerfile is kept`() {
    #expect(BuildTrouble(text: "dockerfile parse error line 31: x", step: nil).failure.line == 31)
  }

  @Test(arguments: [
    ("\u{1B}[91merr\u{1B}[0m", "err"), ("10%\r50%\rdone", "done"), ("a\u{7}b\tc", "ab\tc"), ("\u{1B}[", ""),
  ])
  func `a line is what a terminal would show`(text: String, plain: String) {
    #expect(LineSplitter.plain(Array(text.utf8)) == plain)
  }
}
