import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)), .serialized, .enabled(if: AttackRange.hasPython, "the programs are written in Python"))
struct `A sandbox whose tool and helpers were killed` {
  @Test(arguments: AttackRange.engines)
  func `is ended and removed by the next run`(range: AttackRange) async throws {
    try await range.withDirectory("import time\nprint('ready', flush=True)\ntime.sleep(300)\n") { directory in
      let tool = range.process(in: directory, limits: ["512", "64", "-"])
      let running = Task {
        // The shell keeps the number of the process.
        try await ChildProcess(
          "sh", ["-c", "echo $$ >\"$0/number\"; exec \"$@\"", directory.string, tool.executable] + tool.arguments,
          environment: tool.environment
        ).run()
      }
      let number = try await read("number", in: directory) { Int32($0.split(separator: "\n").first ?? "") }
      _ = try await read("log", in: directory) { $0.contains("ready") ? true : nil }
      let helpers = children(of: number)
      try #require(!helpers.isEmpty)
      // A stopped helper does not see its parent die.
      for helper in helpers { kill(helper, SIGSTOP) }
      kill(number, SIGKILL)
      for helper in helpers { kill(helper, SIGKILL) }
      _ = try await running.value
      if range.engine == .runc {
        #expect(try left(of: number, directory).contains { $0.hasPrefix("process") }, "this test finds containers")
      }

      _ = try await range.run("print('next=run')")
      // Processes that were killed are reaped by the first of the machine.
      for _ in 0..<200 where try !left(of: number, directory).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
      #expect(try left(of: number, directory) == [])
    }
  }

  private func read<Value>(_ name: String, in directory: FilePath, _ parse: (String) -> Value?) async throws -> Value {
    for _ in 0..<1000 {
      let contents = (try? FileContents.read(directory.appending(name), limit: 1 << 20)) ?? []
      if let value = parse(String(decoding: contents, as: UTF8.self)) { return value }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Silence()
  }

  private func children(of process: Int32) -> [Int32] {
    ((try? Directory.names(in: FilePath("/proc/\(process)/task"))) ?? []).flatMap { thread in
      let list = try? FileContents.read(FilePath("/proc/\(process)/task/\(thread)/children"), limit: 64 << 10)
      return String(decoding: list ?? [], as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Processes whose root directory is ours, and control groups and state that carry the tool's number.
  private func left(of tool: Int32, _ directory: FilePath) throws -> [String] {
    var left: [String] = []
    for name in try Directory.names(in: "/proc") where Int32(name) != nil && Int32(name) != getpid() {
      let mounts = (try? FileContents.read(FilePath("/proc/\(name)/mountinfo"), limit: 4 << 20)) ?? []
      if strstr(mounts.map { CChar(bitPattern: $0) } + [0], directory.string) != nil { left.append("process \(name)") }
    }
    let owner = ".\(tool)."
    let state = FilePath("/tmp/agent-pipeline-sandboxes-\(geteuid())")
    left += ((try? Directory.names(in: state)) ?? []).filter { $0.contains(owner) }
    let groups = ControlGroups.all()
    left += groups.filter { $0.contains(owner) }
    return left
  }
}

private struct Silence: Error {}

private enum ControlGroups {
  /// The paths of all control groups that this program made.
  static func all() -> [String] {
    guard let pipe = popen("find /sys/fs/cgroup -type d -name 'agent-pipeline-*' 2>/dev/null", "r") else { return [] }
    defer { pclose(pipe) }
    var text: [UInt8] = []
    while case let byte = getc(pipe), byte != EOF { text.append(UInt8(byte)) }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map { String($0) }
  }
}
