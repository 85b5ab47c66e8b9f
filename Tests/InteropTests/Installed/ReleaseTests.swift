import ChildProcess
import FileIO
import FoundationEssentials
import SystemPackage
import Testing

extension Interop {
  @Suite(.needsRelease) struct `A release` {
    let scratch: Scratch
    let release: ReleaseFiles

    init() async throws {
      scratch = try Scratch()
      release = try await ReleaseFiles()
    }

    @Test func `is a program that needs nothing but glibc`() async throws {
      let listed = try await Tools.succeed("ldd", [ReleaseFiles.directory.appending("agent-pipeline").string])
      let libraries = listed.split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).first.map { FilePath(String($0)).lastComponent?.string ?? "" }
      }
      let allowed = ["linux-vdso.so.1", "libc.so.6", "libm.so.6"]
      #expect(libraries.filter { !allowed.contains($0) && !$0.hasPrefix("ld-linux-") } == [], "\(listed)")
    }

    @Test func `says its version, commit and date`() throws {
      let form = try Regex(#"agent-pipeline \d+\.\d+\.\d+[-+.0-9A-Za-z]* \([0-9a-f]{12}, \d{4}-\d\d-\d\d\)"#)
      #expect(release.description.wholeMatch(of: form) != nil, "\(release.description)")
      #expect(
        release.names.contains { $0.hasPrefix("agent-pipeline-\(release.version)-linux-") && $0.hasSuffix(".tar.gz") })
    }

    @Test func `is small`() throws {
      #expect(try FileStatus.of(ReleaseFiles.directory.appending("agent-pipeline"))?.size ?? 0 <= 40 << 20)
      for ending in [".tar.gz", ".deb", ".whl"] {
        #expect(try FileStatus.of(release.path(ending))?.size ?? 0 <= 15 << 20, "\(ending)")
      }
    }

    @Test func `has the sums of its files, and of the program in the archive`() async throws {
      let archive = try release.path(".tar.gz")
      try await Tools.succeed("tar", ["-xzf", archive.string, "-C", scratch.path.string])
      for name in release.names where name != "agent-pipeline" {
        try await Tools.succeed("cp", [ReleaseFiles.directory.appending(name).string, scratch.path.string])
      }
      try await Tools.succeed("sha256sum", ["--check", "--strict", "SHA256SUMS"], in: scratch.path)
    }

    @Test func `has the program, manual, completions and licences in its archive`() async throws {
      let listed = try await Tools.succeed("tar", ["-tzf", release.path(".tar.gz").string])
      let top = String(listed.prefix { $0 != "/" && $0 != "\n" })
      #expect(top.hasPrefix("agent-pipeline-\(release.version)-linux-"))
      for file in [
        "bin/agent-pipeline", "share/man/man1/agent-pipeline.1.gz", "share/bash-completion/completions/agent-pipeline",
        "share/zsh/site-functions/_agent-pipeline", "share/fish/vendor_completions.d/agent-pipeline.fish", "LICENSE",
        "README.md", "share/doc/agent-pipeline/licenses/libgit2.txt", "share/doc/agent-pipeline/licenses/swift.txt",
        "share/doc/agent-pipeline/agent-pipeline.cdx.json",
      ] {
        #expect(listed.split(separator: "\n").contains { $0 == "\(top)/\(file)" }, "\(file)")
      }
      let date = try #require(release.description.firstMatch(of: #/\d{4}-\d\d-\d\d/#)).output
      let page = try await Tools.succeed(ReleaseFiles.directory.appending("agent-pipeline").string, ["man"])
      #expect(page.contains("\n.TH AGENT-PIPELINE 1 \"\(date)\" "))
    }

    @Test(.needs("lintian")) func `is a package that Debian's own checker accepts`() async throws {
      // The maintainer is the author of the commit, whose address may be made up.
      let exit = try await Tools.run(
        "lintian",
        [
          "--allow-root", "--fail-on", "error", "--suppress-tags", "bogus-mail-host,mail-address-loops-or-bounces",
          release.path(".deb").string,
        ])
      #expect(exit.status.isSuccess, "\(exit.output)")
    }

    @Test func `is a wheel that pip installs, whose version sorts as Python's own rules have it`() async throws {
      let venv = scratch.path.appending("venv")
      let wheel = try release.path(".whl")
      try await Tools.succeed("python3", ["-m", "venv", venv.string])
      let pip = venv.appending("bin/pip").string
      try await Tools.succeed(pip, ["install", "--quiet", "--no-index", "--no-deps", wheel.string])
      #expect(
        try await Tools.succeed(venv.appending("bin/agent-pipeline").string, ["--version"]).contains(
          release.description))
      let check = """
        import sys; from pip._vendor.packaging.utils import parse_wheel_filename
        name, version, _, tags = parse_wheel_filename(sys.argv[1])
        from importlib.metadata import distribution
        own = distribution("agent-pipeline")
        assert name == "agent-pipeline" and str(version) == own.version, own.version
        assert own.requires == ['uv ; extra == "uv"'], own.requires
        assert all((own.locate_file(f)).exists() for f in own.files)
        """
      try await Tools.succeed(
        venv.appending("bin/python").string, ["-c", check, wheel.lastComponent?.string ?? ""])
    }

    @Test(.needs("uvx")) func `runs from its wheel with uvx`() async throws {
      let output = try await Tools.succeed(
        "uvx",
        [
          "--quiet", "--offline", "--cache-dir", "\(scratch.path)/cache", "--from", release.path(".whl").string,
          "agent-pipeline", "--version",
        ])
      #expect(output.contains(release.description))
    }

    @Test func `packed again elsewhere, at another time, has the same bytes`() async throws {
      let again = scratch.path.appending("a/far/place")
      try Directory.create(again)
      let script = #"umask 077; TZ=Asia/Tokyo LANG=C exec python3 -B "$@""#
      try await Tools.succeed(
        "bash",
        [
          "-c", script, "bash", Tools.package.appending("Scripts/release/package.py").string,
          ReleaseFiles.directory.appending("agent-pipeline").string,
          Tools.package.appending(".tools/release-identity").string, again.string,
        ], in: scratch.path)
      let sums = try again.appending("SHA256SUMS").text().split(separator: "\n")
      let released = try ReleaseFiles.directory.appending("SHA256SUMS").text().split(separator: "\n")
      #expect(sums == released.filter { !$0.hasSuffix("  install.sh") })
    }
  }
}
