import CLinux
import Glibc
import Subprocess
import SystemPackage

/// One run of one program: starts it, reads it, ends it.
struct SupervisedRun: Sendable {
  var process: ChildProcess
  var program: FilePath
  var timeout: Duration?
  var standardOutput: ChildProcess.StandardOutput
  var tail: OutputTail
  var onText: (@Sendable (UnsafeRawBufferPointer) -> Void)?
  var events: SupervisionEvents

  func run() async -> Result<ChildProcess.Exit, ChildProcessFailure> {
    do {
      let input = FileDescriptorInput.fileDescriptor(try inputFile(), closeAfterSpawningProcess: true)
      let status: TerminationStatus
      let outcome: Outcome
      switch standardOutput {
      case .merged:
        let result = try await Subprocess.run(
          configuration, input: input, output: .sequence, error: .combinedWithOutput
        ) { execution in
          try await supervise(execution.processIdentifier.value, text: execution.standardOutput, data: nil)
        }
        (status, outcome) = (result.terminationStatus, result.closureResult)
      case .apart(let limit):
        let result = try await Subprocess.run(
          configuration, input: input, output: .sequence, error: .sequence
        ) { execution in
          try await supervise(
            execution.processIdentifier.value, text: execution.standardError, data: (execution.standardOutput, limit))
        }
        (status, outcome) = (result.terminationStatus, result.closureResult)
      }
      return result(of: outcome, status)
    } catch let error as SubprocessError {
      return .failure(failure(error))
    } catch {
      return .failure(.lost(process.executable, reason: "\(error)"))
    }
  }

  private var configuration: Configuration {
    var options = PlatformOptions()
    options.processGroupID = 0
    // Only used if reading fails; `supervise` has the ordinary end.
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: process.gracePeriod)
    ]
    return Configuration(
      executable: .path(program),
      arguments: Arguments(executablePathOverride: process.executable, remainingValues: process.arguments),
      environment: .custom(
        Dictionary(uniqueKeysWithValues: process.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
      ),
      workingDirectory: process.workingDirectory, platformOptions: options)
  }

  /// A file rather than a pipe: a program that does not read its input then causes no broken pipe and no SIGPIPE.
  private func inputFile() throws -> FileDescriptor {
    let input: [UInt8]
    switch process.standardInput {
    case .empty: return try .open("/dev/null", .readOnly, options: .closeOnExec)
    case .descriptor(let file): return file
    case .bytes(let bytes): input = bytes
    }
    let number = clinux_memory_file("input")
    guard number >= 0 else { throw Errno(rawValue: errno) }
    let file = FileDescriptor(rawValue: number)
    do {
      try file.writeAll(input)
      try file.seek(offset: 0, from: .start)
      return file
    } catch {
      try? file.close()
      throw error
    }
  }

  private func result(
    of outcome: Outcome, _ status: TerminationStatus
  ) -> Result<ChildProcess.Exit, ChildProcessFailure> {
    var exit = ChildProcess.Exit(
      status: .timedOut, output: outcome.text, omittedBytes: outcome.omittedBytes, standardOutput: outcome.data)
    switch outcome.ending {
    case .cancelled: return .failure(.cancelled(process.executable, output: exit.output))
    case .tooMuchOutput(let limit): return .failure(.outputTooLarge(process.executable, limit: limit))
    case .timedOut: break
    case .byItself:
      switch status {
      case .exited(let code): exit.status = .exited(code)
      case .signaled(let signal): exit.status = .signaled(signal)
      }
    }
    return .success(exit)
  }

  private func failure(_ error: SubprocessError) -> ChildProcessFailure {
    switch error.code {
    case .executableNotFound: .cannotStart(process.executable, error.underlyingError ?? .noSuchFileOrDirectory)
    case .failedToChangeWorkingDirectory:
      .workingDirectory(process.workingDirectory ?? ".", error.underlyingError ?? .noSuchFileOrDirectory)
    case .spawnFailed: .cannotStart(process.executable, error.underlyingError ?? .invalidArgument)
    default: .lost(process.executable, reason: error.description)
    }
  }
}
