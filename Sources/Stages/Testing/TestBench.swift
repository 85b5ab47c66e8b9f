import AgentManifest
import ChildProcess
import Diagnostics
import OCIImage
import PipelineCore
import Sandbox
import SystemPackage
import TextFormats

/// Runs the checks on a running agent: ready, healthy, then those of the manifest.
struct TestBench {
  /// Bytes of a program's output that a report keeps.
  static let outputLimit = 16 << 10
  static let pollInterval = Duration.milliseconds(50)
  /// Seconds in which the end of the agent is noticed after that of a command in its sandbox.
  static let endPatience = 1.0
  /// Seconds that an agent without a port has to stay alive in all: one that fails does so once it has loaded its packages.
  static let shortestLife = 10.0

  let plan: TestPlan
  let manifest: AgentManifest
  let context: RunContext
  let host: SandboxHost
  let specification: SandboxSpecification
  /// Directories of `spec.dev_dependencies` by search-path variable, for command checks only: the service runs as it ships.
  let testSearchPaths: [String: String]
  let reportDirectory: FilePath
  /// Hides secrets in the JUnit files of commands.
  let redactor: Redactor

  func examine(_ sandbox: any RunningSandbox, _ journal: inout StageJournal) async throws {
    let probe = try ProbeClient.start(host: host, process: sandbox.initProcess)
    do {
      try await examine(sandbox, HTTPChecker(probe: probe, port: plan.port), &journal)
      // An agent may go on without what it could not write.
      if sandbox.exitStatus == nil, let finding = hints.refusedWrite { journal.recordOnce(finding) }
    } catch {
      await probe.stop()
      throw error
    }
    await probe.stop()
  }

  private func examine(
    _ sandbox: any RunningSandbox, _ checker: HTTPChecker, _ journal: inout StageJournal
  ) async throws {
    let commands = manifest.spec.pipeline.test.commands.map { checked($0, in: sandbox) }
    for command in commands { try command.removeOldReport() }
    let life = Stopwatch()
    guard try await becomesReady(sandbox, checker, &journal) else { return }
    if let port = plan.port, ListeningAddress.isLoopbackOnly(port: port, process: sandbox.initProcess) == true {
      journal.record(
        .warning(
          "loopback-only",
          "the agent listens on port \(port) of loopback only, so it cannot be reached from outside the container",
          hints: ["make it listen on `0.0.0.0`"]))
    }
    if let health = plan.health {
      journal.record(
        try await check("health", "health check") { try await becomesHealthy(health, sandbox, checker) })
    }
    for check in manifest.spec.pipeline.test.http {
      guard isRunning(sandbox, &journal) else { return }
      let name = check.name.value
      journal.record(try await self.check("http:\(name)", name) { await checker.problem(with: check) })
    }
    for checker in commands {
      guard isRunning(sandbox, &journal) else { return }
      let command = checker.command
      let name = command.name.value
      journal.record(
        try await check("command:\(name)", name) {
          guard try programs.contains(command.run.first ?? "") else { return missing(command.run) }
          return try await problem(of: checker, in: sandbox)
        })
    }
    if !manifest.spec.pipeline.test.files.isEmpty {
      let root = try RootDirectory(opening: specification.root)
      for file in manifest.spec.pipeline.test.files {
        journal.record(
          try await check("file:\(file.path.value)", file.path.value) {
            try FileChecker(check: file, root: root).problem()
          })
      }
    }
    if plan.readiness == .running { try await staysAlive(sandbox, since: life, &journal) }
    _ = isRunning(sandbox, &journal)
  }

  /// Nothing else proves that an agent works which answers to nothing.
  private func staysAlive(
    _ sandbox: any RunningSandbox, since life: Stopwatch, _ journal: inout StageJournal
  ) async throws {
    context.emit(.progress("waiting whether the process stays alive"))
    while sandbox.exitStatus == nil, life.seconds < Self.shortestLife {
      try await Task.sleep(for: Self.pollInterval)
    }
    guard sandbox.exitStatus == nil else { return }
    journal.record(
      CheckReport(
        id: "running", name: "the agent keeps running", outcome: .passed, durationSeconds: life.seconds,
        message: "it was alive for \(HumanText.duration(life.seconds))"))
  }

  private func checked(_ command: CommandCheck, in sandbox: any RunningSandbox) -> CommandChecker {
    CommandChecker(
      command: command, environment: commandEnvironment, sandbox: sandbox, root: specification.root,
      reportDirectory: reportDirectory, redactor: redactor, chosen: [context.directory, context.invocationDirectory])
  }

  /// What is wrong with a command: also that the agent, and with it the sandbox, ended at the same time.
  private func problem(of checker: CommandChecker, in sandbox: any RunningSandbox) async throws -> CheckProblem? {
    var failure: (any Error)?
    var problem: CheckProblem?
    do {
      problem = try await checker.problem()
      if problem == nil { return nil }
    } catch {
      failure = error
    }
    // The kernel ends the command with the agent, and may report the command first.
    let watch = Stopwatch()
    while sandbox.exitStatus == nil, watch.seconds < Self.endPatience, problem?.mayBeTheEnd ?? true {
      try await Task.sleep(for: Self.pollInterval)
    }
    if let status = sandbox.exitStatus, problem?.mayBeTheEnd ?? true {
      return CheckProblem(
        "the agent \(status.asEnd) while `\(checker.command.run.joined(separator: " "))` ran", output: log)
    }
    if let failure { throw failure }
    return problem
  }

  /// Polls until the agent answers or its process ends.
  private func becomesReady(
    _ sandbox: any RunningSandbox, _ checker: HTTPChecker, _ journal: inout StageJournal
  ) async throws -> Bool {
    let watch = Stopwatch()
    context.emit(.progress("waiting for \(plan.readiness)"))
    // Without a port, a process that lives for a second counts as started; see `staysAlive`.
    let hasPort = plan.readiness != .running
    let limit = hasPort ? plan.readyTimeout : .seconds(1)
    let greeting = MCPGreeting()
    while sandbox.exitStatus == nil {
      let problem = await readinessProblem(checker, greeting, sandbox)
      if let problem, problem.isFinal, sandbox.exitStatus == nil {
        journal.record(
          CheckReport(
            id: "ready", outcome: .failed, durationSeconds: watch.seconds, message: problem.message, output: log))
        return false
      }
      let isOver = Duration.seconds(watch.seconds) > limit
      if hasPort ? problem == nil : isOver {
        journal.record(
          CheckReport(id: "ready", outcome: .passed, durationSeconds: watch.seconds, message: "\(plan.readiness)"))
        return true
      }
      if isOver {
        journal.record(
          CheckReport(
            id: "ready", outcome: .failed, durationSeconds: watch.seconds,
            message:
              "not ready after \(DurationText.format(limit)): \(plan.readiness): \(problem?.message ?? "no response")",
            output: log))
        return false
      }
      try await Task.sleep(for: Self.pollInterval)
    }
    return isRunning(sandbox, &journal, since: watch)
  }

  private func readinessProblem(
    _ checker: HTTPChecker, _ greeting: MCPGreeting, _ sandbox: any RunningSandbox
  ) async -> CheckProblem? {
    switch plan.readiness {
    case .http(let path, let port):
      await checker.problem(path: path, port: port, timeout: .seconds(5)).map { CheckProblem($0) }
    case .tcp(let port): await checker.problem(port: port, timeout: .seconds(5)).map { CheckProblem($0) }
    case .running: nil
    case .log(let text): specification.log.contains(text) ? nil : CheckProblem("it does not yet")
    case .mcp: greeting.problem(sandbox, specification.log)
    }
  }

  /// Polls for as long as a Docker Engine waits before a container counts as unhealthy: the start period and all retries.
  private func becomesHealthy(
    _ health: HealthCheck.Kind, _ sandbox: any RunningSandbox, _ checker: HTTPChecker
  ) async throws -> CheckProblem? {
    let watch = Stopwatch()
    while true {
      let problem = try await healthProblem(health, sandbox, checker)
      let isOver = sandbox.exitStatus != nil || Duration.seconds(watch.seconds) > plan.healthPatience
      if problem == nil || isOver || problem?.isFinal == true { return problem }
      try await Task.sleep(for: .milliseconds(250))
    }
  }

  private func healthProblem(
    _ health: HealthCheck.Kind, _ sandbox: any RunningSandbox, _ checker: HTTPChecker
  ) async throws -> CheckProblem? {
    switch health {
    case .http(let path, let port):
      return await checker.problem(path: path, port: port ?? plan.port ?? 80, timeout: plan.healthTimeout)
        .map { CheckProblem("GET \(path): \($0)", output: log) }
    case .tcp(let port):
      return await checker.problem(port: port ?? plan.port ?? 80, timeout: plan.healthTimeout)
        .map { CheckProblem($0, output: log) }
    case .command(let arguments):
      guard try programs.contains(arguments.first ?? "") else { return missing(arguments) }
      let exit = try await sandbox.execute(
        arguments, environment: specification.environment, timeout: plan.healthTimeout, keepingLast: Self.outputLimit)
      if exit.status.isSuccess { return nil }
      var problem = CheckProblem("`\(arguments.joined(separator: " "))`: \(exit.status)", output: exit.output)
      // A shell's word for a program that it does not find: waiting does not bring it.
      problem.isFinal = exit.status == .exited(127)
      return problem
    }
  }

  private var programs: ImagePrograms {
    get throws {
      ImagePrograms(
        root: try RootDirectory(opening: specification.root), environment: commandEnvironment,
        workingDirectory: specification.workingDirectory)
    }
  }

  private func missing(_ command: [String]) -> CheckProblem {
    var problem = CheckProblem(
      "`\(command.first ?? "")` is not in the image: add the package that provides it, or use another program")
    problem.isFinal = true
    return problem
  }

  /// Records the end of a process that should still run.
  private func isRunning(
    _ sandbox: any RunningSandbox, _ journal: inout StageJournal, since watch: Stopwatch = Stopwatch()
  ) -> Bool {
    guard let status = sandbox.exitStatus else { return true }
    journal.record(
      CheckReport(
        id: "running", name: "the agent keeps running", outcome: .failed, durationSeconds: watch.seconds,
        message: "`\(specification.arguments.joined(separator: " "))` exited unexpectedly: \(status)", output: log))
    for hint in hints.all { journal.record(hint) }
    return false
  }

  private func check(
    _ id: String, _ name: String, _ body: () async throws -> CheckProblem?
  ) async throws -> CheckReport {
    let watch = Stopwatch()
    context.emit(.progress("checking: \(name)"))
    let problem = try await body()
    return CheckReport(
      id: id, name: name, outcome: problem == nil ? .passed : .failed, durationSeconds: watch.seconds,
      message: problem?.message, output: problem?.output)
  }

  private var commandEnvironment: [String: String] {
    var environment = specification.environment
    for (name, directory) in testSearchPaths {
      environment[name] = [environment[name], directory].compactMap(\.self).joined(separator: ":")
    }
    return environment
  }

  private var hints: CrashHints { CrashHints(manifest: manifest, specification: specification, log: log ?? "") }

  /// The end of the agent's output.
  private var log: String? { specification.log.tail(Self.outputLimit) }
}

/// Why a check failed.
struct CheckProblem: Sendable {
  var message: String
  var output: String?
  /// Trying again does not help.
  var isFinal = false
  /// The command was ended from outside.
  var mayBeTheEnd = false

  init(_ message: String, output: String? = nil) {
    self.message = message
    self.output = output
  }
}
