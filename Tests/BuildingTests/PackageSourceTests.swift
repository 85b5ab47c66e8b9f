import FileIO
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// Packages come from where the language's tool is told to look: here from directories, and from a registry on loopback.
@Suite("Sources of packages") struct PackageSourceTests {
  /// The processors' numbers in an ELF header.
  private static let machines: [(architecture: String, number: String)] = [("amd64", "62"), ("arm64", "183")]

  /// A proxy for Go in a directory (go.dev/ref/mod#goproxy-protocol) with one module.
  private static let makeProxy = """
    import os, zipfile
    directory = "../proxy/example.com/greeting/@v/"
    os.makedirs(directory)
    module = "module example.com/greeting\\n\\ngo 1.17\\n"
    for name, text in {"list": "v1.0.0\\n", "v1.0.0.info": '{"Version":"v1.0.0"}', "v1.0.0.mod": module}.items():
      open(directory + name, "w").write(text)
    with zipfile.ZipFile(directory + "v1.0.0.zip", "w") as archive:
      archive.writestr("example.com/greeting@v1.0.0/go.mod", module)
      archive.writestr("example.com/greeting@v1.0.0/greeting.go",
        'package greeting\\n\\nconst Text = "from the proxy"\\n')
    """

  // The Go compiler and Python are Debian packages that a contributor may not have.
  @Test(.enabled(if: Workbench.has("go") && Workbench.has("python3")))
  func `of Go are a proxy, whose modules the lock file vouches for`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("go", "dependencies: [example.com/greeting@v1.0.0]"),
      "go.mod": "module x\n\ngo 1.17\n\nrequire example.com/greeting v1.0.0\n",
      "go.sum": """
      example.com/greeting v1.0.0 h1:u6yhY+D+TW8F16pzjCpXowS01w+wCgfTZNRTk+Ddp/w=
      example.com/greeting v1.0.0/go.mod h1:RFarGDhzIzU+kU6ijYb1cu4NgmRQNAjMviivQIDGX/Q=

      """,
      "main.go": "package main\n\nimport \"example.com/greeting\"\n\nfunc main() { print(greeting.Text) }\n",
    ])
    try FileContents.write(Array(Self.makeProxy.utf8), to: bench.directory.appending("proxy.py"))
    let made = try await bench.shell("python3 ../proxy.py")
    #expect(made.status == 0, "\(made.output)")
    let environment = [
      "GOPROXY": "file://\(bench.directory)/proxy", "GONOSUMDB": "*",
      "GOMODCACHE": bench.directory.appending("modules").string,
    ]
    for (architecture, machine) in Self.machines {
      let outcome = try await bench.run(
        "build", ["--build-platforms", "linux/\(architecture)"], environment: environment)
      #expect(outcome.exitCode == 0, "\(outcome.output)")
      let root = try await bench.unpack(outcome, to: architecture)
      let header = try await bench.shell("head -c 20 \(root)/app/tested | od -An -tu1")
      #expect(header.output.split(whereSeparator: \.isWhitespace).dropFirst(18).first == machine[...])
      // A static program has no interpreter that loads libraries.
      let loader = try await bench.shell("grep -c /ld- \(root)/app/tested")
      #expect(loader.output == "0\n")
    }
    // Elsewhere there may be nothing that runs it.
    #if arch(x86_64)
    let said = try await bench.shell("\(bench.directory)/amd64/app/tested 2>&1")
    #expect(said.output == "from the proxy")
    #endif
    // Another module than the one that was locked is refused in Go's own words.
    _ = try await bench.shell("chmod -R u+w ../modules; rm -r ../modules; sed -i 's/h1:u6yh/h1:AAAA/' go.sum")
    let refused = try await bench.run("build", environment: environment)
    #expect(refused.exitCode != 0 && refused.output.contains("checksum mismatch"), "\(refused.output)")
    _ = try await bench.shell("chmod -R u+w ../modules")
  }

  // Cargo is a Debian package that a contributor may not have; the base image comes from Scripts/test.sh.
  @Test(.enabled(if: Workbench.has("cargo") && Workbench.base("glibc") != nil))
  func `of Rust are what the agent's own configuration of cargo says`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("rust", "dependencies: [greeting]"),
      "Cargo.toml":
        "[package]\nname = \"tested\"\nversion = \"0.1.0\"\nedition = \"2018\"\n[dependencies]\ngreeting = \"1\"\n",
      "Cargo.lock": """
      version = 3

      [[package]]
      name = "greeting"
      version = "1.0.0"
      source = "registry+https://github.com/rust-lang/crates.io-index"
      checksum = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

      [[package]]
      name = "tested"
      version = "0.1.0"
      dependencies = [
       "greeting",
      ]

      """,
      "src/main.rs": "fn main() { print!(\"{}\", greeting::TEXT) }\n",
      ".cargo/config.toml":
        "[source.crates-io]\nreplace-with = \"directory\"\n[source.directory]\ndirectory = \"crates\"\n",
      "crates/greeting/Cargo.toml": "[package]\nname = \"greeting\"\nversion = \"1.0.0\"\nedition = \"2018\"\n",
      "crates/greeting/src/lib.rs": "pub const TEXT: &str = \"from the directory\";\n",
      "crates/greeting/.cargo-checksum.json": """
      {"files": {}, "package": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
      """,
    ])
    let base = ["--build-base-image", Workbench.base("glibc") ?? ""]
    let outcome = try await bench.run("build", base)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let said = try await bench.shell("\(try await bench.unpack(outcome, to: "root"))/app/tested")
    #expect(said.output == "from the directory")
    // What the lock file does not know is not taken.
    try bench.write("version = 3\n\n[[package]]\nname = \"tested\"\nversion = \"0.1.0\"\n", to: "Cargo.lock")
    let refused = try await bench.run("build", base)
    #expect(refused.exitCode == 1 && refused.output.contains("--locked"), "\(refused.output)")
  }

  /// Packs packages as `npm publish` does, and describes them as a registry does; `sys.argv[1]` is its address.
  private static let makeRegistry = """
    import base64, hashlib, io, json, os, sys, tarfile
    packages = {
      "greeting": {"main": "index.js", "optionalDependencies": {
        "@greeting/linux-x64": "1.0.0", "@greeting/linux-arm64": "1.0.0"}},
      "@greeting/linux-x64": {"os": ["linux"], "cpu": ["x64"]},
      "@greeting/linux-arm64": {"os": ["linux"], "cpu": ["arm64"]},
      "scripted": {"scripts": {"install": "touch ran"}},
      "checker": {},
    }
    texts = {
      "greeting": "module.exports = require(`@greeting/linux-${process.env.MACHINE || process.arch}`)\\n",
      "@greeting/linux-x64": "module.exports = 'x64 from the registry'\\n",
      "@greeting/linux-arm64": "module.exports = 'arm64 from the registry'\\n",
    }
    for name, more in packages.items():
      document = {"name": name, "version": "1.0.0", **more}
      file = f"{name.split('/')[-1]}-1.0.0.tgz"
      stream = io.BytesIO()
      with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, text in {"package.json": json.dumps(document), "index.js": texts.get(name, "")}.items():
          entry = tarfile.TarInfo(f"package/{path}")
          entry.size = len(text)
          archive.addfile(entry, io.BytesIO(text.encode()))
      bytes = stream.getvalue()
      directory = f"../registry/{name}/-"
      os.makedirs(directory)
      open(f"{directory}/{file}", "wb").write(bytes)
      document["dist"] = {
        "tarball": f"{sys.argv[1]}/{name}/-/{file}",
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(bytes).digest()).decode()}
      if "scripts" in more: document["hasInstallScript"] = True
      metadata = {"name": name, "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": document}}
      open(f"../registry/{name}/metadata.json", "w").write(json.dumps(metadata))
    """

  /// A registry of npm that serves what lies in a directory.
  private func registry(_ directory: FilePath) throws -> TestHTTPServer {
    try TestHTTPServer { request in
      let path = String(request.path.dropFirst())
      let file = directory.pushing(FilePath(path.hasSuffix(".tgz") ? path : "\(path)/metadata.json"))
      guard let bytes = try? FileContents.read(file, limit: 1 << 20) else { return TestResponse(404) }
      return TestResponse(200, body: bytes)
    }
  }

  // npm and Python are Debian packages that a contributor may not have.
  @Test(.enabled(if: Workbench.has("npm") && Workbench.has("python3")))
  func `of Node are a registry, from which each platform gets its own packages`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("nodejs", "dependencies: [greeting, scripted]\ndev_dependencies: [checker]"),
      "index.js": "process.stdout.write(require('greeting'))\n",
      "package.json": """
      {"name": "x", "version": "1.0.0", "dependencies": {"greeting": "^1.0.0", "scripted": "1.0.0"},
       "devDependencies": {"checker": "1.0.0"}}
      """,
    ])
    let server = try registry(bench.directory.appending("registry"))
    defer { server.stop() }
    try FileContents.write(Array(Self.makeRegistry.utf8), to: bench.directory.appending("registry.py"))
    let registry = ["npm_config_registry": server.origin]
    let made = try await bench.shell(
      "python3 ../registry.py \(server.origin) && npm_config_registry=\(server.origin) npm_config_cache=../npm npm install --package-lock-only"
    )
    #expect(made.status == 0, "\(made.output)")
    for (architecture, machine) in [("amd64", "x64"), ("arm64", "arm64")] {
      let outcome = try await bench.run(
        "build",
        [
          "--build-base-image", "scratch", "--build-entrypoint", "/app/index.js", "--build-platforms",
          "linux/\(architecture)",
        ],
        environment: registry)
      #expect(outcome.exitCode == 0, "\(outcome.output)")
      #expect(outcome.diagnostics.contains("install-scripts-skipped"))
      let files = try bench.paths(in: .dependencies, of: outcome).filter { !$0.hasSuffix("/") }
      let packages = ["@greeting/linux-\(machine)", "greeting", "scripted"]
      #expect(
        Set(files).isSuperset(of: packages.map { "app/node_modules/\($0)/package.json" })
          && files.count { $0.hasSuffix("/package.json") } == packages.count
          && !files.contains { $0.hasSuffix("/ran") },
        "\(files)")
      let root = try await bench.unpack(outcome, to: architecture)
      let said = try await bench.shell("cd \(root)/app && MACHINE=\(machine) node index.js")
      #expect(said.output == "\(machine) from the registry")
    }
    // Other bytes than those that were locked.
    let damaged = try await bench.shell("printf x >>../registry/greeting/-/greeting-1.0.0.tgz; rm -rf ../npm ../cache")
    #expect(damaged.status == 0)
    let refused = try await bench.run("build", ["--build-base-image", "scratch"], environment: registry)
    #expect(refused.exitCode != 0 && refused.output.contains("EINTEGRITY"), "\(refused.output)")
  }
}

extension Workbench {
  /// Lays the image's own layers over each other in a directory beside the agent's.
  /// - Parameter place: a directory of it that is the agent instead.
  func unpack(_ outcome: Outcome, to name: String, of place: String = ".") async throws -> FilePath {
    let root = directory.appending(name)
    try Directory.create(root)
    for layer in outcome.image?.layers ?? [] where layer.role != .base {
      let image = agent.pushing(FilePath(place)).appending(".agent-pipeline/image").lexicallyNormalized()
      let blob = image.appending("blobs/sha256").appending(String(layer.digest.dropFirst("sha256:".count)))
      let unpacked = try await shell("tar -xzf \(blob) -C \(root)")
      #expect(unpacked.status == 0, "\(unpacked.output)")
    }
    return root
  }
}
