import ChildProcess

/// A running bubblewrap sandbox, which our own helper enters for every program after the first.
struct BubblewrapBackend: SandboxBackend {
  var host: SandboxHost
  var specification: SandboxSpecification
  var program: Int32
  var rootProcess: Int32

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit {
    let entry = ProgramEntry(
      process: program, arguments: arguments, environment: environment,
      workingDirectory: specification.workingDirectory, uid: specification.user.uid, gid: specification.user.gid)
    var helper = host.process(host.helper + [SandboxHelper.Mode.enter.rawValue])
    helper.standardInput = .bytes(try JSONLine.encode(entry))
    do throws(ChildProcessFailure) {
      return try await helper.run(timeout: timeout, keepingLast: keepingLast)
    } catch {
      throw .program(error)
    }
  }
}
