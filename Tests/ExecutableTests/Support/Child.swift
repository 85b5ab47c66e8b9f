import FileIO
import Glibc
import SystemPackage
import Testing

/// A program that a test starts, watches and ends: POSIX calls only, so that nothing under test tidies up after it.
struct Child: Sendable {
  /// How it ended and what it wrote.
  struct End: Sendable {
    /// The exit status, or the negated signal that ended it.
    var exitCode: Int32
    var standardOutput: String
    var standardError: String
    var seconds: Double
  }

  /// Two cores run about this many at once without one disturbing the other's time limits.
  private static let places = Places(count: 4)
  static let timeLimit = Duration.seconds(120)

  let processID: pid_t
  private let directory: FilePath
  private let start = ContinuousClock.now

  /// Runs a program to its end.
  /// - Parameters:
  ///   - arguments: the program first, as an absolute path.
  ///   - environment: the complete one; nothing is inherited.
  ///   - scratch: an existing directory for what it writes.
  ///   - body: runs beside the program, which it may signal.
  static func run(
    _ arguments: [String], environment: [String: String], in place: FilePath, scratch: FilePath,
    meanwhile body: (Child) async throws -> Void = { _ in }
  ) async throws -> End {
    await places.take()
    do {
      let child = try Child(arguments, environment, place, scratch)
      do { try await body(child) } catch { Issue.record("beside the program: \(error)") }
      let end = try await child.wait()
      await places.giveBack()
      return end
    } catch {
      await places.giveBack()
      throw error
    }
  }

  private init(_ arguments: [String], _ environment: [String: String], _ place: FilePath, _ scratch: FilePath) throws {
    directory = try Directory.temporary(prefix: "streams", in: scratch)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, directory.appending("out").string, O_WRONLY | O_CREAT, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, directory.appending("err").string, O_WRONLY | O_CREAT, 0o644)
    // posix_spawn of this C library can change the directory, but Swift's Glibc module does not say so.
    let command = ["/usr/bin/env", "-C", place.string] + arguments
    var texts = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in texts + variables { free(text) } }
    var processID: pid_t = 0
    let status = posix_spawn(&processID, command[0], &actions, nil, &texts, &variables)
    guard status == 0 else { throw Errno(rawValue: status) }
    self.processID = processID
  }

  private func wait() async throws -> End {
    var status: Int32 = 0
    while waitpid(processID, &status, WNOHANG) == 0 {
      if start.duration(to: .now) > Self.timeLimit {
        kill(processID, SIGKILL)
        Issue.record("still running after \(Self.timeLimit)")
      }
      try? await Task.sleep(for: .milliseconds(10))
    }
    let elapsed = start.duration(to: .now).components
    let end = End(
      exitCode: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F), standardOutput: try text("out"),
      standardError: try text("err"), seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    try Directory.remove(directory)
    return end
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try FileContents.read(directory.appending(name), limit: 16 << 20), as: UTF8.self)
  }
}

/// A number of places; who finds none waits in line.
private actor Places {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(count: Int) {
    free = count
  }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// Asks again and again until the answer is yes.
func eventually(
  _ what: String, within limit: Duration = .seconds(60), at location: Testing.SourceLocation = #_sourceLocation,
  _ isSo: () throws -> Bool
) async throws {
  let start = ContinuousClock.now
  while try !isSo() {
    guard start.duration(to: .now) < limit else {
      Issue.record("not within \(limit): \(what)", sourceLocation: location)
      return
    }
    try await Task.sleep(for: .milliseconds(20))
  }
}
