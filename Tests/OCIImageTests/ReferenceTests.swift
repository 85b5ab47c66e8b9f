import OCIImage
import Testing

@Suite("Reference") struct ReferenceTests {
  static let hex = String(repeating: "ab", count: 32)

  @Test(arguments: [
    ("python", "docker.io/library/python"),
    ("python:3.11-slim", "docker.io/library/python:3.11-slim"),
    ("team/agent", "docker.io/team/agent"),
    ("localhost/agent", "localhost/agent"),
    ("127.0.0.1:5000/team/agent:1.0.0", "127.0.0.1:5000/team/agent:1.0.0"),
    ("[::1]:5000/agent", "[::1]:5000/agent"),
    ("index.docker.io/team/agent", "docker.io/team/agent"),
    ("ghcr.io/Team", ""),
    ("registry.example.com/a__b/c--d/e.f", "registry.example.com/a__b/c--d/e.f"),
    ("registry.example.com/a___b", ""),
    ("registry.example.com/agent:-x", ""),
    ("registry.example.com/", ""),
    ("agent@sha256:\(hex)", "docker.io/library/agent@sha256:\(hex)"),
    ("agent:1@sha256:\(hex)", "docker.io/library/agent:1@sha256:\(hex)"),
    ("agent@sha256:\(hex.uppercased())", ""),
    (hex, ""),
    ("", ""),
  ])
  func `follows the distribution grammar`(text: String, expected: String) {
    #expect(((try? Reference(parsing: text))?.description ?? "") == expected)
  }

  @Test func `says how to write an upper-case repository`() {
    #expect(throws: InvalidReference.self) { try Reference(parsing: "ghcr.io/Team/agent") }
    do throws(InvalidReference) {
      _ = try Reference(parsing: "ghcr.io/Team/agent")
    } catch {
      #expect(error.problem.contains("`team` instead of `Team`"))
    }
  }

  @Test func `resolves by digest where a tag stands beside`() throws {
    #expect(try Reference(parsing: "agent:1@sha256:\(Self.hex)").identifier == "sha256:\(Self.hex)")
    #expect(try Reference(parsing: "agent").identifier == "latest")
  }
}
