import Diagnostics
import HTTPTransport
import OCIImage
import Synchronization
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Notices") struct NoticeTests {
  /// What a push into the fixture's registry tells of.
  private func notices(
    _ fixture: Fixture, _ environment: [String: String] = ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"]
  ) async throws -> [String] {
    let notices = Mutex<[String]>([])
    let client = fixture.client(
      environment, configure: { $0.onNotice = { notice in notices.withLock { $0.append("\(notice)") } } })
    let image = try fixture.image(layers: [bytes(1000)])
    _ = try await client.push(image, to: fixture.repository, tags: ["1", "2"])
    return notices.withLock { $0 }
  }

  @Test func `tell of each wait: how long, how often, why`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/manifests/1", times: 2, TestFault.error(503, "UNAVAILABLE", "busy")))
    let told = try await notices(fixture).filter { $0.contains("retrying in") }
    let reason = "pushing the manifest of `\(fixture.repository):1` failed: the registry returned status 503: busy"
    #expect(told == ["\(reason): retrying in 0.3 s (attempt 2 of 4)", "\(reason): retrying in 0.5 s (attempt 3 of 4)"])
  }

  @Test func `tell of the waits for a token too`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    fixture.registry.inject(TestFault("GET", "/token", .respond(TestResponse(502))))
    #expect(try await notices(fixture).contains { $0.contains("fetching a token") && $0.contains("attempt 2 of 4") })
  }

  @Test func `repeat a registry's warning once`() async throws {
    let fixture = try Fixture { $0.warning = "this registry \\\"moves\\\" on Friday" }
    let told = try await notices(fixture).filter { $0.contains("says") }
    #expect(told == [#"`\#(fixture.registry.host)` says: this registry "moves" on Friday"#])
  }

  @Test(arguments: [
    (#"299 - "a""#, "a"), (#"299 - "a \"b\" \\""#, #"a "b" \"#), (#"199 - "a""#, nil), (#"299 proxy "a""#, nil),
    ("299 - a", nil), (#"299 - """#, nil), (#"299 - "a"#, nil), ("299 - \"a\u{1B}[2J\"", "a [2J"),
  ])
  func `read the one form of a warning that there is`(header: String, text: String?) {
    #expect(RegistryWarnings.text(of: header) == text)
  }

  @Test func `name the source of the credential, once and never the secret`() async throws {
    let fixture = try Fixture { $0.authentication = .basic }
    let told = try await notices(fixture)
    #expect(
      told == ["`\(fixture.repository)`: the credential from `DOCKER_USERNAME` and `DOCKER_PASSWORD` (user `ci`)"])
    let open = try await notices(try Fixture(), [:])
    #expect(open.contains { $0.hasSuffix("no credential, anonymous access") })
  }
}
