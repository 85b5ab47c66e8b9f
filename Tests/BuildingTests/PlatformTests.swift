import FileIO
import OCIImage
import PipelineCore
import SystemPackage
import Testing

/// One build, one image for each platform, and an index over them.
@Suite("Several platforms") struct PlatformTests {
  private let both = ["--build-platforms", "linux/amd64,linux/arm64"]

  private func index(_ bench: Workbench) throws -> [Descriptor] {
    let layout = try ImageLayout(opening: bench.image)
    let root = try #require(try layout.index().manifests.first)
    #expect(root.mediaType == MediaType.index)
    return try JSON.decode(ImageIndex.self, layout.read(root, limit: 1 << 20)).manifests
  }

  /// A base image of nothing for each platform that says which Python it has.
  private func base(_ bench: Workbench, _ variables: [String]) throws -> String {
    let layout = try ImageLayout.create(at: bench.directory.appending("base"))
    var execution = ImageConfig.Execution()
    execution.environment = variables
    let images = try ["amd64", "arm64"].map { architecture in
      try ImageAssembler(layout: layout).assemble(
        base: nil, adding: [], execution: execution, platform: Platform(os: "linux", architecture: architecture),
        created: 0
      ).descriptor
    }
    try layout.tag(
      layout.write(document: ImageIndex(manifests: images), mediaType: MediaType.index), as: "latest")
    return "oci-layout:\(layout.path):latest"
  }

  // The Go compiler is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("go"))) func `a Go agent is compiled for each, and the host's is tested`()
    async throws
  {
    let bench = try Workbench(example: "go-agent")
    let archive = bench.directory.appending("image.tar")
    let outcome = try await bench.run(
      "run", ["--skip", "tag,push", "--output-image", "oci-archive:\(archive)"] + both)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.diagnostics.contains("platform-untested"))
    #expect(outcome.output.contains("✓ answers a chat message"))
    #expect(outcome.image?.platforms == ["linux/amd64", "linux/arm64"])
    #expect(outcome.image?.mediaType == MediaType.index)
    let parts = try index(bench)
    #expect(parts.compactMap(\.platform?.architecture) == ["amd64", "arm64"])
    // 62 and 183 are the processors' numbers in an ELF header.
    let layout = try ImageLayout(opening: bench.image)
    for (part, machine) in zip(parts, [62, 183] as [UInt8]) {
      let image = try StoredImage(part, in: layout)
      #expect(image.platform == part.platform)
      let program = try await bench.shell(
        "tar -xzOf \(layout.blobPath(try #require(image.manifest.layers.dropLast().last).digest)) app/go-agent | head -c 20 | od -An -tu1"
      )
      #expect(program.output.split(whereSeparator: \.isWhitespace).dropFirst(18).first == "\(machine)")
    }
    let listed = try await bench.shell("tar -tf \(archive)")
    for part in parts { #expect(listed.output.contains("blobs/sha256/\(part.digest.hex)")) }
  }

  @Test func `Python agents get the wheels of each`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("python:3.11", "dependencies: [native==1.0]"), "main.py": "",
      "make.py": """
      import zipfile
      for machine in ["x86_64", "aarch64"]:
        with zipfile.ZipFile(f"../wheels/native-1.0-cp311-cp311-manylinux_2_17_{machine}.whl", "w") as wheel:
          wheel.writestr("native.py", f"machine = '{machine}'")
          wheel.writestr("native-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: native\\nVersion: 1.0\\n")
          wheel.writestr("native-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: false\\nTag: cp311-cp311-manylinux_2_17_{machine}\\n")
          wheel.writestr("native-1.0.dist-info/RECORD", "")
      """,
    ])
    let made = try await bench.shell("mkdir ../wheels && python3 make.py")
    #expect(made.status == 0, "\(made.output)")
    let outcome = try await bench.run(
      "build",
      both + [
        "--build-base-image", "scratch", "--build-entrypoint", "/app/main.py", "--build-installer", "pip",
      ],
      environment: ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": bench.directory.appending("wheels").string])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let layout = try ImageLayout(opening: bench.image)
    for (part, machine) in zip(try index(bench), ["x86_64", "aarch64"]) {
      let layer = try #require(try StoredImage(part, in: layout).manifest.layers.first)
      let file = try await bench.shell(
        "tar -xzOf \(layout.blobPath(layer.digest)) opt/agent/venv/lib/python3.11/site-packages/native.py")
      #expect(file.output == "machine = '\(machine)'")
    }
  }

  // npm is a Debian package that a contributor may not have; before version 10 it knows no other platform.
  @Test(.enabled(if: Workbench.has("npm"))) func `Node agents get the native parts of each, or an error`() async throws
  {
    let parts = ["x64", "arm64"]
    let all = parts.map { "\"native-\($0)\": \"file:native-\($0)-1.0.0.tgz\"" }.joined(separator: ", ")
    let bench = try Workbench([
      "agent.yaml": manifest("nodejs"), "index.js": "",
      "package.json": "{\"name\": \"x\", \"version\": \"1.0.0\", \"optionalDependencies\": {\(all)}}",
    ])
    for part in parts {
      try bench.write(
        "{\"name\": \"native-\(part)\", \"version\": \"1.0.0\", \"os\": [\"linux\"], \"cpu\": [\"\(part)\"]}",
        to: "native-\(part)/package.json")
      // The start of an ELF file for the processor.
      let made = try await bench.shell(
        "printf '\\177ELF\\2\\1............\\\(part == "x64" ? "076" : "267")\\0........' >native-\(part)/part.node && cd native-\(part) && npm pack --silent --pack-destination .."
      )
      #expect(made.status == 0, "\(made.output)")
    }
    let locked = try await bench.shell(
      "rm -r native-x64 native-arm64; npm install --silent --package-lock-only; npm --version")
    #expect(locked.status == 0, "\(locked.output)")
    let outcome = try await bench.run(
      "build", both + ["--build-base-image", try base(bench, []), "--build-entrypoint", "/app/index.js"])
    guard let major = Int(locked.output.prefix { $0 != "." }), major >= 10 else {
      #expect(outcome.exitCode == 1 && outcome.errors == ["platform-not-buildable"], "\(outcome.output)")
      return
    }
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let layout = try ImageLayout(opening: bench.image)
    for (image, part) in zip(try index(bench), parts) {
      let layer = try #require(try StoredImage(image, in: layout).manifest.layers.first)
      let listed = try await bench.shell("tar -tzf \(layout.blobPath(layer.digest)) | grep part.node")
      #expect(listed.output == "app/node_modules/native-\(part)/part.node\n")
    }
  }

  @Test func `an agent of plain files is shared by all`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("nodejs"), "index.js": "console.log(1)\n", "package.json": "{}",
    ])
    let settings = both + ["--build-base-image", "scratch", "--build-entrypoint", "/app/index.js"]
    let outcome = try await bench.run("build", settings)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.image?.layers.count == 3, "the agent, certificates and standard files")
    let again = try await bench.run("build", settings + ["--check-reproducible"])
    #expect(again.exitCode == 0 && again.image?.digest == outcome.image?.digest, "\(again.output)")
  }

  @Test func `a docker-archive holds one only`() async throws {
    let bench = try Workbench(["agent.yaml": manifest("nodejs"), "index.js": "", "package.json": "{}"])
    let flags = ["--build-base-image", "scratch", "--output-image", "docker-archive:image.tar"]
    let outcome = try await bench.run("build", both + flags)
    #expect(outcome.exitCode == 2 && outcome.errors == ["invalid-output-image"], "\(outcome.output)")
    let compressed = try await bench.run("build", flags + ["--build-compression", "zstd"])
    #expect(compressed.exitCode == 2 && compressed.errors == ["invalid-output-image"], "\(compressed.output)")
  }

  @Test func `an image of another machine only is not tested here`() async throws {
    let bench = try Workbench(["agent.yaml": manifest("nodejs"), "index.js": "", "package.json": "{}"])
    let other = Platform.host.architecture == "amd64" ? "s390x" : "amd64"
    let outcome = try await bench.run(
      "run",
      [
        "--skip", "tag,push", "--build-base-image", "scratch", "--build-entrypoint", "/app/index.js",
        "--build-platforms", "linux/\(other)",
      ])
    #expect(outcome.exitCode == 2 && outcome.errors == ["platform-not-testable"], "\(outcome.output)")
  }

  // Rust's own toolchain is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("cargo"))) func `a Rust agent for a processor without target is refused`()
    async throws
  {
    let bench = try Workbench(example: "rust-agent")
    let outcome = try await bench.run("build", ["--build-base-image", "scratch", "--build-platforms", "linux/s390x"])
    #expect(outcome.exitCode == 1 && outcome.errors == ["platform-not-buildable"], "\(outcome.output)")
  }
}
