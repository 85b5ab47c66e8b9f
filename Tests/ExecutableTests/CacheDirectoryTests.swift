import FileIO
import Glibc
import SystemPackage
import Testing

@Suite("The executable and the directory of its cache") struct CacheDirectoryTests {
  @Test func `without a home it is one of the user's own, by number`() async throws {
    let end = try await Workshop(.unbased, isCommitted: false).call(
      "cache", "info", environment: ["HOME": "", "XDG_CACHE_HOME": ""])
    #expect(end.exitCode == 0, "\(end.standardError)")
    #expect(end.standardOutput.hasPrefix("/tmp/agent-pipeline-cache-\(getuid()): "), "\(end.standardOutput)")
  }

  @Test func `a new one can be read by its owner only`() async throws {
    let workshop = try await Workshop(.unbased)
    let cache = workshop.directory.appending("fresh")
    try await workshop.run("build", "--cache-dir", cache.string, exitCode: 0)
    #expect(try FileStatus.of(cache)?.permissions == 0o700)
  }

  private func expectRefused(_ cache: FilePath, _ workshop: Workshop, _ reason: String) async throws {
    let build = try await workshop.run("build", "--cache-dir", cache.string, exitCode: 3)
    #expect(build.codes == ["unsafe-cache"])
    #expect(build.said.contains(reason) && build.said.contains("--cache-dir"), "\(build.said)")
    for command in ["info", "prune"] {
      let end = try await workshop.call("cache", command, "--cache-dir", cache.string)
      #expect(end.exitCode == 3 && end.standardError.contains(reason), "\(end.standardError)")
    }
  }

  @Test func `one that everybody can write to is refused`() async throws {
    let workshop = try await Workshop(.unbased)
    let cache = workshop.directory.appending("open")
    try Directory.create(cache)
    chmod(cache.string, 0o777)
    try await expectRefused(cache, workshop, "is writable by every user")
  }

  @Test("one of another user is refused", .enabled(if: getuid() == 0, "only root can give directories away"))
  func foreign() async throws {
    let workshop = try await Workshop(.unbased)
    let cache = workshop.directory.appending("foreign")
    try Directory.create(cache)
    chown(cache.string, 65534, 65534)
    try await expectRefused(cache, workshop, "belongs to the user 65534, not to 0")
    // A link of another user may lead anywhere, and be moved.
    let link = workshop.directory.appending("link")
    try Directory.create(workshop.directory.appending("own"))
    try Directory.link(link, to: "own")
    lchown(link.string, 65534, 65534)
    try await expectRefused(link, workshop, "belongs to the user 65534, not to 0")
  }
}
