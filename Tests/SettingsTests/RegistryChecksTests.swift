import Diagnostics
import Testing

@testable import Settings

@Suite("Settings that name registries") struct RegistryChecksTests {
  private static let anyHost =
    "write `registry.example.com`, `registry.example.com:5000` or `[fd00::1]:5000`; ports are 1 to 65535"

  private func findings(_ name: String, _ text: String) -> [String] {
    Settings.resolve(flags: [name: [text]], environment: [:]).diagnostics.map { finding in
      "\(finding.code) \(finding.message): \(finding.hints.first ?? "")"
    }
  }

  @Test(arguments: [
    "registry.lan", "Registry.LAN:5000", "[fd00::1]:5000", "10.0.0.1:80", "a,b:1", "http://registry.lan:5000/",
  ])
  func `take hosts, also as the URL of one`(text: String) {
    #expect(findings("insecureRegistries", text) == [])
    #expect(
      findings("registryMirrors", text.split(separator: ",").map { "\($0)=m.example" }.joined(separator: ",")) == [])
  }

  @Test(arguments: [
    ("-a-.com", anyHost), ("registry.lan:99999", anyHost), ("registry.lan:0", anyHost), ("a_b.lan", anyHost),
    ("registry.lan/team", "write `registry.lan`"), ("https://index.docker.io/v1/", "write `index.docker.io`"),
    ("fd00::1", "write `[fd00::1]`"), ("ftp://registry.lan", anyHost), ("*.lan", anyHost),
  ])
  func `refuse a host that there cannot be, which would match no registry`(host: String, hint: String) {
    let finding = "malformed-setting `\(host)` is not the host of a registry: \(hint)"
    #expect(findings("insecureRegistries", "registry.lan,\(host)") == [finding])
    #expect(findings("registryMirrors", "\(host)=mirror.example.com,docker.io=mirror.example.com") == [finding])
  }

  @Test func `refuse two mirrors of one registry, however it is written`() {
    #expect(
      findings("registryMirrors", "docker.io=a.example.com,index.docker.io=b.example.com").map { $0.prefix(70) } == [
        "malformed-setting `index.docker.io` is the same registry as `docker.io`".prefix(70)
      ])
    #expect(findings("registryMirrors", "GHCR.io=a.example.com,ghcr.io=b.example.com").count == 1)
  }

  @Test(arguments: ["mirror.example.com", "mirror:5000/hub", "localhost/hub/a", "[fd00::1]/hub", "Mirror.example.com"])
  func `take a host with an optional path as a mirror`(mirror: String) {
    #expect(findings("registryMirrors", "docker.io=\(mirror)") == [])
  }

  @Test(arguments: [
    "justaword", "mirror.example.com/Hub", "mirror.example.com:0", "https://mirror.example.com",
    "mirror.example.com/hub:1", "-a-.com/hub", "mirror.example.com/",
  ])
  func `refuse another mirror`(mirror: String) {
    let hint = "write `mirror.example.com` or `mirror.example.com/path`"
    #expect(
      findings("registryMirrors", "docker.io=\(mirror)") == [
        "malformed-setting `\(mirror)` is not a mirror: \(hint)"
      ])
  }
}
