import CIVendors
import Diagnostics
import DockerEngine
import HTTPTransport
import OCIRegistry
import PipelineCore
import Sandbox
import Settings
import SystemPackage
import Testing
import TextFormats

@testable import Stages

/// A CI system that does not exist; everything about it stands here.
private struct MadeUpCI: CIVendor {
  static let id = "made-up"

  let context: CIContext
  var source: SourceTrust { context.pullRequest == nil ? .repository : .fork }

  init?(_ environment: CIEnvironment) {
    guard environment["MADE_UP"] != nil else { return nil }
    var context = CIContext(vendor: Self.id)
    context.pullRequest = environment["MADE_UP_CHANGE"]
      .map { CIContext.PullRequest(id: $0, source: nil, target: nil, fork: true) }
    self.context = context
  }

  static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment["MADE_UP_FOLDER"].map { FilePath($0) }
    facts.committer = ("Ada", "ada@example.com")
    facts.fullHistoryRemedy = "write `everything: yes`"
    facts.showsColor = environment["MADE_UP"] != nil
    facts.forges = [CIFacts.Forge(hostPart: "forge.example", pathPrefix: "/~")]
    facts.gitRemedies = ["on Made Up set MADE_UP_TOKEN"]
    facts.registryRemedies = ["registry.made-up.example": "set `MADE_UP_TOKEN`"]
    if let token = environment["MADE_UP_TOKEN"] {
      func credential(_ server: String) -> CIFacts.Credential {
        CIFacts.Credential(server, user: "made-up", password: token, origin: "`MADE_UP_TOKEN`")
      }
      facts.gitCredentials = [credential("forge.made-up.example")]
      facts.registryCredentials = [credential("registry.made-up.example")]
    }
    return facts
  }

  func groupStart(_ title: String, id: String, at time: Timestamp) -> String { ">>> \(title)\n" }
  func commandsOff(token: String) -> String { "off \(token)\n" }
  func commandsOn(token: String) -> String { "on \(token)\n" }
}

@Suite("A CI vendor is one file and one line") struct MadeUpVendorTests {
  private static let environment = [
    "MADE_UP": "yes", "MADE_UP_FOLDER": "/made-up", "MADE_UP_TOKEN": "t0ken", "MADE_UP_CHANGE": "7",
  ]
  private static let vendors = AllCIVendors.all + [MadeUpCI.self]

  private var vendor: (any CIVendor)? {
    AllCIVendors.detect(environment: Self.environment, among: Self.vendors) { _ in nil }
  }

  private var services: StageServices { services(vendor) }

  private func services(_ vendor: (any CIVendor)?) -> StageServices {
    StageServices(
      environment: [:], redactor: Redactor(secrets: []),
      http: CurlTransport(CurlTransport.Configuration(version: "test")).client, credentialHelper: nil,
      sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: [:], version: "test"),
      ci: AllCIVendors.facts(for: vendor, environment: Self.environment, among: Self.vendors), clock: .epoch,
      secrets: Secrets())
  }

  @Test func `its job is detected, and its log dressed`() throws {
    let vendor = try #require(vendor)
    #expect(vendor.context.vendor == "made-up")
    #expect(
      LogDressing(vendor: vendor, token: "x").stageStart("build", id: "1", at: Timestamp(seconds: 0))
        == "on x\n>>> build\noff x\n")
    #expect(services.ci.showsColor)
  }

  @Test func `its workspace is trusted, and no other directory`() {
    #expect(services.trusts("/made-up/agent"))
    #expect(!services.trusts("/other"))
  }

  @Test func `its change requests from forks are strangers' code`() {
    #expect(services.ci.source == .fork)
  }

  @Test func `its credentials reach its own servers only`() async {
    let flags = ["push.to": ["registry.made-up.example/a", "ghcr.io/a"]]
    let keychain = services.keychain(Settings.resolve(flags: flags, environment: [:]).settings)
    #expect(
      await keychain.credential(domain: "registry.made-up.example", path: "a").credential?.origin == "`MADE_UP_TOKEN`")
    #expect(await keychain.credential(domain: "ghcr.io", path: "a").credential == nil)
    #expect(services.ci.gitCredentials.isEmpty, "a change request pushes no tags")
    let own = AllCIVendors.detect(environment: ["MADE_UP": "yes"], among: Self.vendors) { _ in nil }
    let git = GitCredentials(environment: [:], ci: self.services(own).ci)
    #expect(git.credential(for: "https://forge.made-up.example/a/b.git") != nil)
    #expect(git.credential(for: "https://github.com/a/b.git") == nil)
    #expect(git.credential(for: "http://forge.made-up.example/a/b.git") == nil, "a token never travels in the clear")
  }

  @Test func `its user, its links and its remedies are used`() {
    #expect(services.ci.committer?.name == "Ada")
    #expect(services.ci.fullHistoryRemedy == "write `everything: yes`")
    #expect(services.ci.forges.last == CIFacts.Forge(hostPart: nil, pathPrefix: "/~"))
    #expect(services.ci.gitRemedies.last == "on Made Up set MADE_UP_TOKEN")
    #expect(services.ci.registryRemedies["registry.made-up.example"] == "set `MADE_UP_TOKEN`")
  }
}
