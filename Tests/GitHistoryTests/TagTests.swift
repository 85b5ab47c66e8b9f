import FileIO
import Glibc
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Making and pushing tags") struct TagTests {
  private let tagger = GitIdentity(name: "agent-pipeline", email: "agent-pipeline@localhost")

  /// A clone with one commit, of a bare repository that takes pushes.
  private func clone() throws -> (ScratchRepository, bare: FilePath, clone: FilePath, head: String) {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: one")
    let bare = try scratch.clone("--bare")
    let clone = scratch.directory.appending("work")
    try scratch.git("clone", "-q", "file://\(bare)", clone.string)
    return (scratch, bare, clone, try scratch.git("rev-parse", "HEAD"))
  }

  private func push(_ name: String, in clone: FilePath, to remote: String = "origin") throws -> GitTagOutcome {
    try GitRepository(discovering: clone).pushTag(
      name, to: remote, authorities: CertificateAuthorities(file: nil)
    ) { _ in nil }
  }

  @Test func `an annotated tag says who made it, when and what is in it`() throws {
    let (scratch, _, clone, head) = try clone()
    let repository = try GitRepository(discovering: clone)
    let outcome = try repository.createTag(
      "chat/v1.0.0", on: head, message: "chat 1.0.0\n\n- feat: one\n", tagger: tagger, overridesConfiguration: true,
      time: 1_700_000_000)
    #expect(outcome == .written)
    #expect(
      try scratch.git("cat-file", "-p", "refs/tags/chat/v1.0.0", in: clone)
        == "object \(head)\ntype commit\ntag chat/v1.0.0\n"
        + "tagger agent-pipeline <agent-pipeline@localhost> 1700000000 +0000\n\nchat 1.0.0\n\n- feat: one")
    #expect(try scratch.git("fsck", "--strict", in: clone).isEmpty)
  }

  @Test func `the tagger of git's configuration goes first`() throws {
    let (scratch, _, clone, head) = try clone()
    try scratch.git("config", "user.name", "Grace", in: clone)
    try scratch.git("config", "user.email", "grace@example.com", in: clone)
    _ = try GitRepository(discovering: clone).createTag("v1.0.0", on: head, message: "x", tagger: tagger)
    #expect(
      try scratch.git("for-each-ref", "--format=%(taggername)%(taggeremail)", "refs/tags", in: clone)
        == "Grace<grace@example.com>")
  }

  @Test func `authorities that cannot be read are named, with the variable that says which`() throws {
    let (scratch, _, clone, _) = try clone()
    try scratch.git("tag", "v1.0.0", in: clone)
    try scratch.git("remote", "set-url", "origin", "https://127.0.0.1:1/app.git", in: clone)
    let repository = try GitRepository(discovering: clone)
    let failure = failure {
      _ = try repository.pushTag("v1.0.0", to: "origin", authorities: .init(file: "/nonexistent.pem")) { _ in nil }
    }
    #expect(failure?.message.contains("/nonexistent.pem") == true)
    #expect(failure?.hints.first?.contains("SSL_CERT_FILE") == true)
  }

  @Test(arguments: [["tag", "v1.0.0"], ["tag", "-a", "-m", "x", "v1.0.0"]])
  func `the same tag on the same commit is unchanged, on another a clear failure`(command: [String]) throws {
    let (scratch, _, clone, head) = try clone()
    try scratch.git(command, in: clone)
    let repository = try GitRepository(discovering: clone)
    #expect(try repository.createTag("v1.0.0", on: head, message: "x", tagger: tagger) == .unchanged)
    let next = try scratch.commit("feat: two", in: clone)
    let failure = failure { _ = try repository.createTag("v1.0.0", on: next, message: "x", tagger: tagger) }
    #expect(failure?.code == .tagTaken)
    #expect(failure?.message.contains(head.prefix(7)) == true)
    #expect(try scratch.git("rev-parse", "v1.0.0^{}", in: clone) == head)
  }

  @Test func `a tag that git would not allow is refused`() throws {
    let (scratch, _, clone, head) = try clone()
    let repository = try GitRepository(discovering: clone)
    #expect(failure { _ = try repository.createTag("a..b", on: head, message: "x", tagger: tagger) } != nil)
    #expect(try scratch.git("tag", in: clone).isEmpty)
  }

  @Test func `a pushed tag arrives whole, and once`() throws {
    let (scratch, bare, clone, head) = try clone()
    _ = try GitRepository(discovering: clone).createTag("v1.0.0", on: head, message: "x", tagger: tagger)
    #expect(try push("v1.0.0", in: clone) == .written)
    #expect(try scratch.git("rev-parse", "v1.0.0^{}", in: bare) == head)
    #expect(try scratch.git("cat-file", "-t", "v1.0.0", in: bare) == "tag")
    #expect(try push("v1.0.0", in: clone) == .unchanged)
  }

  @Test func `a tag that the remote has on another commit is not moved`() throws {
    let (scratch, bare, clone, head) = try clone()
    try scratch.git("tag", "v1.0.0", in: bare)
    let next = try scratch.commit("feat: two", in: clone)
    _ = try GitRepository(discovering: clone).createTag("v1.0.0", on: next, message: "x", tagger: tagger)
    #expect(failure { _ = try push("v1.0.0", in: clone) }?.code == .tagTaken)
    #expect(try scratch.git("rev-parse", "v1.0.0", in: bare) == head)
  }

  @Test func `a remote that is not there, or has no name here, is a clear failure`() throws {
    let (scratch, _, clone, head) = try clone()
    try scratch.git("remote", "add", "broken", "file:///nonexistent/repository.git", in: clone)
    _ = try GitRepository(discovering: clone).createTag("v1.0.0", on: head, message: "x", tagger: tagger)
    let failed = failure { _ = try push("v1.0.0", in: clone, to: "broken") }
    #expect(failed?.code == .pushRefused)
    #expect(failed?.hints.isEmpty == false)
    #expect(failure { _ = try push("v1.0.0", in: clone, to: "nowhere") }?.message == "there is no git remote `nowhere`")
  }
}
