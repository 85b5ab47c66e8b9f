import ChildProcess
import SystemPackage
import Testing

extension Interop {
  /// Debian with nothing but the base system; Scripts/try-release.sh says how.
  @Suite(.needsRelease, .needsRoot, .needs("debootstrap", "docker-registry")) struct `A release on a bare Debian` {
    @Test(arguments: ["bookworm", "trixie"])
    func `validates, builds, tags and pushes, from archive, package and wheel`(suite: String) async throws {
      let exit = try await ChildProcess(
        Tools.package.appending("Scripts/try-release.sh").string, [ReleaseFiles.directory.string, suite],
        environment: Tools.environment
      ).run(timeout: .seconds(600), keepingLast: 1 << 16)
      #expect(exit.status.isSuccess, "\(exit.output)")
      for kind in ["archive", "package", "wheel"] {
        #expect(exit.output.contains("✓ \(suite), \(kind): validate, build, tag, push"), "\(exit.output)")
      }
    }
  }
}
