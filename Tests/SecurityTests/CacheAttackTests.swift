import FileIO
import Glibc
import OCIImage
import SystemPackage
import Testing

/// Whoever can write to the cache decides what goes into images.
@Suite("Attacks on the cache") struct CacheAttackTests {
  private func blobs(_ attacked: AttackedAgent) throws -> FilePath {
    let blobs = attacked.cache.appending(FilePath("images/blobs/sha256").components)
    try Directory.create(blobs)
    chmod(attacked.cache.string, 0o700)
    return blobs
  }

  @Test func `cache verify finds and removes what is damaged, and nothing else`() async throws {
    let attacked = try AttackedAgent()
    let blobs = try blobs(attacked)
    let intact = SHA256.digest(of: [1, 2, 3]).hex
    try FileContents.write([1, 2, 3], to: blobs.appending(intact))
    let damaged = SHA256.digest(of: [1, 2, 4]).hex
    try FileContents.write([1, 2, 5], to: blobs.appending(damaged))
    let linked = SHA256.digest(of: Array(AttackedAgent.canary.utf8)).hex
    try Directory.link(blobs.appending(linked), to: attacked.outside.appending("canary").string)
    let end = try await attacked.run("cache", "verify")
    #expect(end.exitCode == 3 && end.output.contains("removed 2 damaged blobs"), "\(end.output)")
    #expect(end.output.contains(damaged) && end.output.contains(linked))
    #expect(try Directory.names(in: blobs) == [intact])
    let again = try await attacked.run("cache", "verify")
    #expect(again.exitCode == 0 && again.output.contains("1 blobs"), "\(again.output)")
    try attacked.expectUntouched(end)
  }

  @Test("a cache that others can write to", arguments: [0o770, 0o702, 0o722])
  func writable(mode: Int) async throws {
    let attacked = try AttackedAgent()
    _ = try blobs(attacked)
    chmod(attacked.cache.string, mode_t(mode))
    let end = try await attacked.run("build")
    #expect(end.exitCode == 3 && end.codes == ["unsafe-cache"], "\(end.output)")
  }

  /// Without a home the cache is in /tmp, where every user can be first.
  @Test(.enabled(if: getuid() == 0, "only root can give directories away"))
  func `the directory in place of a home, made by another user`() async throws {
    let attacked = try AttackedAgent()
    for isLink in [false, true] {
      let fallback = attacked.directory.appending("fallback")
      try Directory.remove(fallback)
      if isLink {
        try Directory.link(fallback, to: attacked.outside.string)
        lchown(fallback.string, 65534, 65534)
      } else {
        try Directory.create(fallback, permissions: 0o700)
        chown(fallback.string, 65534, 65534)
      }
      let end = try await attacked.run("build", "--cache-dir", fallback.string)
      #expect(end.exitCode == 3 && end.codes == ["unsafe-cache"], "\(end.output)")
      try attacked.expectUntouched(end)
    }
  }
}
