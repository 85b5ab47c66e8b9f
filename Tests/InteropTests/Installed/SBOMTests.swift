import ChildProcess
import FileIO
import FoundationEssentials
import SystemPackage
import Testing

extension Interop {
  @Suite(.needsRelease) struct `The SBOM of a release` {
    private struct Document: Decodable {
      struct Component: Decodable {
        var name: String
        var version: String
        var purl: String
      }
      var components: [Component]
    }

    private func document() async throws -> Document {
      try JSONDecoder().decode(
        Document.self, from: Data(try await ReleaseFiles().path(".cdx.json").text().utf8))
    }

    @Test(.needs("check-jsonschema")) func `is what CycloneDX's own library takes for valid`() async throws {
      let check = """
        import sys
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
        error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read())
        sys.exit(str(error) if error else 0)
        """
      let python = try #require(Tools.find("check-jsonschema")).removingLastComponent().appending("python3")
      try await Tools.succeed(python.string, ["-c", check, try await ReleaseFiles().path(".cdx.json").string])
    }

    @Test func `has every archive and every package that is linked, with its licence text beside it`() async throws {
      let components = try await document().components
      let texts = try await Tools.succeed("tar", ["-tzf", try await ReleaseFiles().path(".tar.gz").string])
      // Which archives those are, the linker is told by pkg-config.
      let packages = Tools.package.appending(".tools/static/pkgconfig")
      let flags = try Directory.names(in: packages).map { try packages.appending($0).text() }.joined(separator: " ")
      let archives = Set(
        flags.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("-l") }.map { "lib\($0.dropFirst(2)).a" })
      let sources = try Tools.package.appending(".tools/static/linked.tsv").text().split(separator: "\n").map {
        $0.split(separator: "\t").map(String.init)
      }
      #expect(archives.subtracting(sources.map { $0[0] }) == [])
      #expect(archives.contains("libgit2.a") && archives.contains("libcrypto.a"))
      for source in sources {
        #expect(components.contains { $0.name == source[1] && $0.version == source[2] }, "\(source)")
      }

      struct Resolved: Decodable {
        struct Pin: Decodable {
          struct State: Decodable { var version: String }
          var identity: String
          var state: State
        }
        var pins: [Pin]
      }
      let resolved = try JSONDecoder().decode(
        Resolved.self, from: Data(try Tools.package.appending("Package.resolved").text().utf8))
      for pin in resolved.pins {
        #expect(components.contains { $0.name == pin.identity && $0.version == pin.state.version }, "\(pin.identity)")
      }
      for component in components {
        #expect(texts.contains("/licenses/\(component.name).txt\n"), "\(component.name)")
      }
    }

    @Test func `names nothing that is not in the list of licences`() async throws {
      let output = try await Tools.run(
        "python3",
        [
          "-B", "-c",
          """
          import sys; sys.path.insert(0, "Scripts/release")
          import components
          list(components.of_packages({}, components.ROOT / ".build"))
          """,
        ], in: Tools.package)
      #expect(output.output.contains("components.Unknown: the package swift-argument-parser"), "\(output.output)")
    }
  }

  @Suite struct `Security updates of what is linked` {
    /// An SBOM, and an apt that knows one revision of each package.
    private func check(_ linked: String, newest: String) async throws -> (status: Int32?, output: String) {
      let scratch = try Scratch()
      try scratch.path.appending("sbom").write(#"{"purl": "pkg:deb/debian/zlib@\#(linked)?arch=source"}"#)
      try scratch.path.appending("bin/apt-get").write("#!/bin/sh\n")
      try scratch.path.appending("bin/apt-cache").write("#!/bin/sh\necho 'Package: zlib'\necho 'Version: \(newest)'\n")
      try await Tools.succeed("chmod", ["-R", "+x", scratch.path.appending("bin").string])
      let exit = try await Tools.run(
        Tools.package.appending("Scripts/security-updates.sh").string, [scratch.path.appending("sbom").string],
        ["PATH": "\(scratch.path)/bin:\(Tools.path)"])
      guard case .exited(let status) = exit.status else { return (nil, exit.output) }
      return (status, exit.output)
    }

    @Test(arguments: [
      ("1:1.2.13.dfsg-1", "1:1.2.13.dfsg-1", 0, "all 1 are the newest"),
      ("1:1.2.13.dfsg-1", "1:1.2.13.dfsg-1+deb12u1", 1, "zlib 1:1.2.13.dfsg-1: 1:1.2.13.dfsg-1+deb12u1 is out"),
      ("1.9%2Bdfsg-1", "1.9+dfsg-1", 0, "newest"), ("1.10-1", "1.9-1", 0, "newest"),
    ])
    func `are found by the rules of Debian's versions`(
      linked: String, newest: String, status: Int, message: String
    ) async throws {
      let found = try await check(linked, newest: newest)
      #expect(found.status == Int32(status), "\(found.output)")
      #expect(found.output.contains(message), "\(found.output)")
    }
  }
}
