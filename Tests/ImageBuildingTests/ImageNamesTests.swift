import OCIImage
import Settings
import Testing

/// What the settings accept must not fail at the registry only.
@Suite("Names of images, to the settings and to a registry") struct ImageNamesTests {
  private static let hex = String(repeating: "ab", count: 32)

  @Test(arguments: [
    "python", "python:3.11-slim", "team/agent", "localhost/agent", "127.0.0.1:5000/team/agent:1", "[::1]:5000/agent",
    "GHCR.io/team/agent", "a.com:080/a", "registry.example.com/a__b/c--d/e.f", "a@sha256:\(hex)",
    "a:1@sha512:\(hex)\(hex)",
    "docker.io/\(hex)",
  ])
  func `are accepted by both`(name: String) {
    #expect(ImageNameText.problem(in: name) == nil)
    #expect((try? Reference(parsing: name)) != nil)
  }

  @Test(arguments: [
    "", "a b", "https://a.com/b", "ghcr.io/Team/a", "a//b", "a/", "-a", "a-", "a___b", "a_-b", "a..b", "a.com/a..b",
    "a:", "a:-x", "a:\(String(repeating: "x", count: 129))", hex,
    "a@sha256:\(hex.uppercased())", "a@sha512:\(hex)", "a@md5:\(hex.prefix(32))",
    "-a-.com/x", "a.com:99999/x", "a.com:0/x", "a.com:http/x", "a..com/x", "../x", "./x", "::1/x", "[::1/x",
    "a_b.com/x",
    "[fe80::1%eth0]/x",
  ])
  func `are refused by both`(name: String) {
    #expect(ImageNameText.problem(in: name) != nil)
    #expect((try? Reference(parsing: name)) == nil)
  }
}
