import AgentManifest
import Diagnostics
import FileIO
import Glibc
import ImageBuilding
import OCIImage
public import PipelineCore
import Sandbox
import Settings
import SystemPackage

/// Runs the image in a sandbox with its own network and runs the manifest's checks from inside.
public struct TestStage: Stage {
  public static let id = StageID.test
  public static var produces: [any RunFact.Type] { [TestOutcome.self] }

  /// Bytes of the agent's log that are kept: the work directory becomes an artifact of the CI job.
  static let logLimit = 8 << 20

  /// What Docker gives a container to end.
  private static let stopGrace = Duration.seconds(10)

  /// Bytes: shorter values, such as `true`, are words that a log needs.
  private static let shortestSecret = 6

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func skipReason(_ context: RunContext, _ state: RunState) -> String? {
    guard context.settings(Settings.testEngine) == Settings.TestEngine.none else { return nil }
    let origin = context.settings.origin(of: Settings.testEngine).map { " (\($0))" } ?? ""
    return "the setting `test.engine` is `none`\(origin): nothing was tested"
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let built = try state.builtImage(of: manifest)
    let digest = built.descriptor.digest
    try state.keep(TestOutcome(digest: digest, verdict: .unfinished))
    let write = state.write
    state.journal.onFirstFailure = {
      // If it cannot be written, the verdict on the disk is still not a pass.
      try? write(TestOutcome(digest: digest, verdict: .failed))
    }
    do {
      try await test(manifest, built, context, &state)
      state[TestOutcome.self] = TestOutcome(digest: digest, verdict: .init(state.journal.checks))
    } catch {
      if state.journal.hasFailedCheck { state[TestOutcome.self] = TestOutcome(digest: digest, verdict: .failed) }
      throw error
    }
  }

  private func test(
    _ manifest: AgentManifest, _ built: BuiltImage, _ context: RunContext, _ state: inout RunState
  ) async throws {
    if let replay = manifest.spec.pipeline.test.modelReplay {
      throw Failure(
        .usage, "model-replay-not-supported", "this version cannot replay recorded model calls", at: replay.location,
        hints: ["remove `test.model` and replace the model in the agent's own tests"])
    }
    try Self.requireRunnable(built.platform)
    let untested = built.images.compactMap(\.platform).filter { $0 != built.platform }
    if !untested.isEmpty {
      state.journal.record(
        .note(
          "platform-untested",
          "tested on \(built.platform), but not on \(untested.map(\.description).joined(separator: ", "))",
          hints: ["run the stage on a machine of that platform, too"]))
    }
    let host = services.sandboxHost
    let choice = try await TestEngine.choose(context, services, built, host)
    do {
      try await test(manifest, built, choice.engine, host, context, &state)
    } catch {
      await choice.dismantle()
      throw error
    }
    await choice.dismantle()
  }

  private func test(
    _ manifest: AgentManifest, _ built: BuiltImage, _ engine: any SandboxEngine, _ host: SandboxHost,
    _ context: RunContext, _ state: inout RunState
  ) async throws {
    let scratch = try ScratchDirectory.make("test", in: context.workDirectory)
    defer { try? Directory.remove(scratch) }
    let image = try TestImage(context: context, built: built, scratch: scratch)
    let root = try image.unpack(&state.journal)
    let logs = context.workDirectory.appending("logs")
    try Directory.claim(logs, below: [context.workDirectory])
    let path = logs.appending("agent.log")
    // A link in its place would be written through.
    try Directory.remove(path)
    let redactor = services.redactor
    let limits = TestLimits(manifest.spec.limits, on: TestLimits.Machine(diskOf: scratch))
    for note in limits.notes { state.journal.record(note) }
    let testEnvironment = context.settings(Settings.testEnvironment) ?? [:]
    // What agent.yaml says is public; what the CI system hands over may be a secret.
    if context.settings.origin(of: Settings.testEnvironment)?.location == nil {
      for value in testEnvironment.values where value.utf8.count >= Self.shortestSecret { services.secrets.add(value) }
    }
    let specification = try image.specification(
      manifest, testEnvironment: testEnvironment, root: root,
      log: SandboxLog(path, limit: Self.logLimit) { redactor($0) }, limits: limits.limits,
      stateDirectory: host.stateDirectory)
    let bench = TestBench(
      plan: TestPlan(manifest.spec), manifest: manifest, context: context, host: host, specification: specification,
      testSearchPaths: built.testSearchPaths,
      reportDirectory: context.reportDirectory, redactor: redactor)
    let sandbox = try await engine.start(specification)
    do {
      state.journal.say("running in \(type(of: engine).id.rawValue); log: \(context.display(path))")
      for note in limits.notes(on: sandbox.unheldLimits) { state.journal.record(note) }
      try await bench.examine(sandbox, &state.journal)
    } catch {
      await sandbox.stop(grace: .seconds(2))
      for finding in limits.findings(on: sandbox.metLimits) { state.journal.record(finding) }
      throw error
    }
    let watch = Stopwatch()
    await sandbox.stop(grace: Self.stopGrace)
    if Duration.seconds(watch.seconds) >= Self.stopGrace {
      state.journal.record(
        .note(
          "stop-ignored",
          "the agent ignored SIGTERM for \(Self.stopGrace.components.seconds) s and was killed: the stage took so much longer, and so will every stop of a container",
          hints: [
            "handle SIGTERM: in Node.js `process.on('SIGTERM', () => process.exit(0))`",
            "a shell script must start the program with `exec`, or run containers with an init (`docker run --init`)",
          ]))
    }
    let met = limits.findings(on: sandbox.metLimits)
    for finding in met { state.journal.record(finding) }
    if !met.isEmpty {
      state.journal.record(
        CheckReport(
          id: "limits", name: "the agent stays within its limits", outcome: .failed, durationSeconds: 0,
          message: met.map(\.message).joined(separator: "; ")))
    }
  }

  /// Rejects an image whose programs this machine cannot start, natively or with QEMU.
  private static func requireRunnable(_ platform: Platform) throws(Failure) {
    let host = Platform.host
    if platform.os == host.os, platform.architecture == host.architecture { return }
    let processors = ["amd64": "x86_64", "arm64": "aarch64", "386": "i386"]
    let handler = "/proc/sys/fs/binfmt_misc/qemu-\(processors[platform.architecture] ?? platform.architecture)"
    if platform.os == "linux", access(handler, F_OK) == 0 { return }
    throw Failure(
      .usage, "platform-not-testable", "the image is for \(platform), but this machine is \(host)",
      hints: [
        "build for `\(host)` too, or test on a \(platform) machine",
        "or skip the stage with `--skip test`",
      ])
  }
}
