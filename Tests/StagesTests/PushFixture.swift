import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import HTTPTransport
import OCIImage
import PipelineCore
import Reporting
import Sandbox
import Settings
import Synchronization
import SystemPackage
import TestSupport
import Testing
import TextFormats

@testable import ImageBuilding
@testable import Stages

/// A registry in memory, an image in a work directory, and the push stage between them.
final class PushFixture: Sendable {
  let registry: TestRegistry
  let directory: FilePath
  let secrets = Secrets()
  let events = Mutex<[RunEvent]>([])
  private static let transport = CurlTransport(CurlTransport.Configuration(version: "test"))

  init(_ configure: (inout TestRegistry.Behaviour) -> Void = { _ in }) throws {
    registry = try TestRegistry(configure)
    directory = try Directory.temporary(prefix: "push-test", in: "/tmp")
  }

  deinit {
    registry.stop()
    try? Directory.remove(directory)
  }

  var repository: String { "\(registry.host)/team/app" }

  func context(_ flags: [String: [String]] = [:], isDryRun: Bool = false) -> RunContext {
    let flags = ["push.to": [repository]].merging(flags) { $1 }
    return context(Settings.resolve(flags: flags, environment: [:]).settings, isDryRun: isDryRun)
  }

  func context(_ settings: Settings, isDryRun: Bool = false) -> RunContext {
    RunContext(
      directory: directory, manifest: "agent.yaml", invocationDirectory: "/", workDirectory: directory,
      reportDirectory: directory,
      cacheDirectory: directory, settings: settings, ci: nil,
      isDryRun: isDryRun, emit: { event in self.events.withLock { $0.append(event) } })
  }

  func stage(_ environment: [String: String] = [:], source: SourceTrust = .unknown) -> PushStage {
    PushStage(services(environment, source))
  }

  func services(_ environment: [String: String] = [:], _ source: SourceTrust = .unknown) -> StageServices {
    var ci = CIFacts()
    ci.source = source
    return StageServices(
      environment: environment, redactor: Redactor(sharing: secrets), http: Self.transport.client,
      credentialHelper: nil, sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: environment, version: "test"), ci: ci, clock: .epoch, secrets: secrets)
  }

  /// The facts of the stages before: an image of one layer from a base and one of its own.
  func state(baseRepository: String? = nil, own bytes: [UInt8] = Array("own".utf8)) throws -> RunState {
    let layout = try ImageLayout.create(at: directory.appending(BuiltImage.layoutDirectory))
    let base = try layout.write(Array("base".utf8), mediaType: MediaType.layerGzip)
    let own = try layout.write(bytes, mediaType: MediaType.layerGzip)
    let config = try layout.write(
      document: ImageConfig(platform: .host), mediaType: MediaType.config)
    let manifest = try layout.write(
      document: ImageManifest(config: config, layers: [base, own]), mediaType: MediaType.manifest)
    let text =
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: app}\nspec: {runtime: python, model: {provider: openai, name: a}}\n"
    let agent = try #require(ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml").manifest)
    var state = RunState(emit: { event in self.events.withLock { $0.append(event) } })
    state[ValidatedAgent.self] = ValidatedAgent(manifest: agent)
    var built = BuiltImage(
      agent: "app", descriptor: manifest, platform: .host, testSearchPaths: [:], revision: nil)
    if let baseRepository { built.base = .init(repository: baseRepository, layers: [base.digest]) }
    state[BuiltImage.self] = built
    state[TestOutcome.self] = TestOutcome(digest: manifest.digest, verdict: .passed)
    state[TaggedRelease.self] = TaggedRelease.made(["1.0.0", "latest"])
    return state
  }

  var lines: [String] {
    events.withLock { events in
      events.compactMap {
        switch $0 {
        case .line(let text), .detail(let text): text
        default: nil
        }
      }
    }
  }
}
