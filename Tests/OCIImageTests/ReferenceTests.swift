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
    ("192.168.0.1:80", "docker.io/library/192.168.0.1:80"),
    ("docker---rules/docker", "docker.io/docker---rules/docker"),
    ("docker-/docker", ""), ("dock-.er/docker", ""), ("____/____", ""), ("docker///docker", ""), ("docker/", ""),
    ("example.com/\(String(repeating: "a", count: 255))", "example.com/\(String(repeating: "a", count: 255))"),
    ("example.com/\(String(repeating: "a", count: 256))", ""),
    ("gcr.io/project-id/bad_chars:c@n'tuse", ""), ("library/ubuntu:", ""), ("repo:1@sha256:\(hex)@sha256:\(hex)", ""),
    ("registry.example.com/a__b/c--d/e.f", "registry.example.com/a__b/c--d/e.f"),
    ("registry.example.com/a___b", ""),
    ("registry.example.com/agent:-x", ""),
    ("registry.example.com/", ""),
    ("agent@sha256:\(hex)", "docker.io/library/agent@sha256:\(hex)"),
    ("agent:1@sha256:\(hex)", "docker.io/library/agent:1@sha256:\(hex)"),
    ("agent@sha256:\(hex.uppercased())", ""),
    ("agent@sha512:\(hex + hex)", "docker.io/library/agent@sha512:\(hex + hex)"),
    ("agent@sha512:\(hex)", ""), ("agent@sha256:\(hex + hex)", ""), ("agent@sha384:\(hex)\(hex.prefix(32))", ""),
    // Only alone could it be an image's id.
    (hex, ""), ("docker.io/\(hex)", "docker.io/library/\(hex)"), ("\(hex):1", "docker.io/library/\(hex):1"),
    ("", ""),
  ])
  func `follows the distribution grammar`(text: String, expected: String) {
    #expect(((try? Reference(parsing: text))?.description ?? "") == expected)
  }

  @Test(arguments: [
    ("test.com:10304", "test.com:10304"), ("192.168.1.1:443", "192.168.1.1:443"), ("Asdf.COM:5000", "asdf.com:5000"),
    ("[0:0:0:0:0:0:0:1]:5000", "[::1]:5000"), ("a.com:080", "a.com:80"),
    ("-ab.com", nil), ("a_b.com", nil), ("a..b", nil), ("test.com:http", nil), ("a.com:65536", nil), ("::1", nil),
  ])
  func `hosts are possible ones, in one form`(host: String, normal: String?) {
    #expect((try? Reference(parsing: "\(host)/team/agent"))?.domain == normal)
  }

  @Test(arguments: [
    ("GHCR.io/team/agent", "ghcr.io/team/agent"), ("Index.Docker.IO/agent", "docker.io/library/agent"),
    ("DOCKER.IO/agent", "docker.io/library/agent"), ("LOCALHOST/agent", "localhost/agent"),
    ("Registry:5000/agent", "registry:5000/agent"),
    // Lower-case, these would be repositories of Docker Hub.
    ("LOCALDOMAIN/debian", "LOCALDOMAIN/debian"), ("Docker/docker", "Docker/docker"),
  ])
  func `the case of a host does not matter, unless it alone makes it one`(text: String, expected: String) throws {
    let reference = try Reference(parsing: text)
    #expect(reference.description == expected)
    #expect(try Reference(parsing: expected) == reference)
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
