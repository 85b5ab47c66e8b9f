import FileIO
import Glibc
import OCIImage
import PipelineCore
import SystemPackage
import Testing

/// What the build stage does beside building; on `scratch`, with a Node agent that needs nothing installed.
@Suite("Building") struct BuildFeatureTests {
  private func bench(_ files: [String: String] = [:], pipeline: String = "") throws -> Workbench {
    let own = ["agent.yaml": manifest("nodejs", pipeline), "index.js": "console.log('hello')\n", "package.json": "{}"]
    return try Workbench(own.merging(files) { $1 })
  }

  private let scratch = ["--build-base-image", "scratch", "--build-entrypoint", "/app/index.js"]

  @Test(arguments: [
    (".env", "TOKEN=1"), ("config/.env.production", ""), ("deploy/id_ed25519", ""), ("store.p12", ""),
    ("tls/server.key", "-----BEGIN PRIVATE KEY-----\n"),
    ("service-account.json", "{\"type\": \"service_account\", \"private_key\": \"x\"}"),
    (".npmrc", "//registry.npmjs.org/:_authToken=x"),
  ])
  func `refuses what looks like a secret, unless it is let in by its name`(file: String, contents: String) async throws
  {
    let bench = try bench([file: contents])
    let refused = try await bench.run("build", scratch)
    #expect(refused.exitCode == 1, "\(refused.output)")
    #expect(refused.diagnostics == ["secret-in-image"])
    #expect(refused.output.contains("`\(file)`"))
    let allowed = try await bench.run("build", scratch + ["--build-allow-secrets", file])
    #expect(allowed.exitCode == 0, "\(allowed.output)")
    #expect(try bench.paths(in: .application, of: allowed).contains("app/\(file)"))
    try bench.write(file + "\n", to: ".dockerignore")
    #expect(try await bench.run("build", scratch).exitCode == 0)
  }

  @Test(arguments: [
    (".env.example", "TOKEN="), ("tls/ca.pem", "-----BEGIN CERTIFICATE-----\n"), ("data.json", "{}"),
    (".npmrc", "fund=false"),
    ("environment.js", ""),
  ])
  func `lets in what only resembles one`(file: String, contents: String) async throws {
    let outcome = try await bench([file: contents]).run("build", scratch)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }

  @Test func `names all parts in one family of media types, Docker's where it is asked for`() async throws {
    let bench = try bench()
    let outcome = try await bench.run("build", scratch + ["--build-media-types", "docker"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let image = try ImageLayout(opening: bench.image).image(tag: "latest", for: .host)
    #expect(image.descriptor.mediaType == MediaType.dockerManifest)
    #expect(image.manifest.mediaType == MediaType.dockerManifest)
    #expect(image.manifest.config.mediaType == MediaType.dockerConfig)
    #expect(Set(image.manifest.layers.map(\.mediaType)) == [MediaType.dockerLayerGzip])
    let refused = try await bench.run(
      "build", scratch + ["--build-media-types", "docker", "--build-compression", "zstd"])
    #expect(refused.exitCode == 2 && refused.diagnostics == ["contradicting-settings"], "\(refused.output)")
  }

  @Test func `writes what the specification's labels are for, and nothing of this day`() async throws {
    let bench = try bench()
    let outcome = try await bench.run("build", scratch + ["--build-labels", "team=core"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let layout = try ImageLayout(opening: bench.image)
    let config = try layout.image(tag: "latest", for: .host).config
    #expect(
      config.config?.labels == [
        "org.opencontainers.image.title": "tested", "org.opencontainers.image.version": "0.1.0",
        "org.opencontainers.image.created": "2023-11-14T22:13:20Z", "team": "core",
        "io.github.agent-pipeline.agent": "tested",
      ])
    #expect(config.created == "2023-11-14T22:13:20Z" && config.config?.user == "65532:65532")
  }

  @Test func `compresses with zstd where it is told to, and runs the result`() async throws {
    let bench = try bench()
    let outcome = try await bench.run("build", scratch + ["--build-compression", "zstd", "--check-reproducible"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let image = try ImageLayout(opening: bench.image).image(tag: "latest", for: .host)
    #expect(Set(image.manifest.layers.map(\.mediaType)) == [MediaType.layerZstd])
  }

  @Test func `takes no repository along, at whatever depth, and no socket`() async throws {
    let bench = try bench([".git/config": "", "module/.git": "gitdir: ../.git/modules/x\n", "module/.gitignore": "x"])
    let outcome = try await bench.run("build", scratch)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .application, of: outcome)
    #expect(
      paths.contains("app/module/.gitignore") && !paths.contains { $0.hasSuffix(".git/") || $0.hasSuffix(".git") })
    let socket = try await bench.shell(
      "python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('control.sock')\"")
    #expect(socket.status == 0)
    let refused = try await bench.run("build", scratch)
    #expect(refused.exitCode == 1 && refused.errors == ["unsupported-file"], "\(refused.output)")
    #expect(refused.output.contains("control.sock` cannot be put into an image: it is a socket"))
  }

  @Test func `points at the line of .dockerignore that Docker would refuse`() async throws {
    let bench = try bench([".dockerignore": "# first\nlogs\n[a-\n"])
    let outcome = try await bench.run("build", scratch)
    #expect(outcome.exitCode == 1 && outcome.errors == ["invalid-ignore-pattern"], "\(outcome.output)")
    #expect(outcome.output.contains(".dockerignore:3:1: error: "), "\(outcome.output)")
  }

  @Test func `leaves its own work directory out wherever the present one is`() async throws {
    let bench = try bench()
    let first = try await bench.run("build", scratch)
    let second = try await bench.run("build", scratch + ["--work-dir", bench.directory.appending("elsewhere").string])
    #expect(first.exitCode == 0 && second.exitCode == 0)
    #expect(
      try bench.paths(in: .application, of: first).filter { $0.hasPrefix("app/") }
        == ["app/", "app/agent.yaml", "app/index.js", "app/package.json"])
    #expect(second.output.contains(first.image?.digest ?? "no digest"))
  }

  // skopeo is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("skopeo")), arguments: ["docker-archive", "oci-archive"])
  func `writes an archive that other tools read`(format: String) async throws {
    let bench = try bench()
    let outcome = try await bench.run("build", scratch + ["--output-image", "\(format):out/image.tar"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let archive = bench.directory.appending("out").appending("image.tar")
    let copied = try await bench.shell(
      "skopeo copy --insecure-policy \(format):\(archive) oci:\(bench.directory)/copy:x && "
        + "skopeo inspect --config oci:\(bench.directory)/copy:x")
    #expect(copied.status == 0, "\(copied.output)")
    for layer in outcome.image?.layers ?? [] { #expect(copied.output.contains(layer.diffID)) }
    // A second build must not pack the first one's archive.
    let inside = scratch + ["--output-image", "\(format):\(bench.agent)/image.tar"]
    let first = try await bench.run("build", inside)
    #expect(try await bench.run("build", inside).image?.digest == first.image?.digest)
  }

  @Test func `refuses an archive it cannot write`() async throws {
    let bench = try bench()
    let format = try await bench.run("build", scratch + ["--output-image", "zip:image"])
    #expect(format.exitCode == 2 && format.diagnostics == ["invalid-output-image"])
    let place = try await bench.run("build", scratch + ["--output-image", "oci-archive:/proc/nowhere/x"])
    #expect(place.exitCode == 3 && place.diagnostics == ["file-access"])
  }

  @Test func `proves that it is reproducible by building twice`() async throws {
    let outcome = try await bench().run("build", scratch + ["--check-reproducible"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("✓ reproducible: a second build gave the same digest"))
  }

  // The base image comes from Scripts/test.sh.
  @Test(.enabled(if: Workbench.base("python") != nil)) func `names the first file that differs`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("python:3.11", "dependencies: [tool]"), "main.py": "",
      // A package manager that is not reproducible: its third and fourth words are `--prefix DIRECTORY`.
      "bin/uv": """
      #!/bin/sh
      tool=$4/lib/python3.12/site-packages/tool
      mkdir -p "$tool" "$tool-1.0.dist-info" && echo same >"$tool/a.py" && date +%s%N >"$tool/b.py"
      printf 'Metadata-Version: 2.1\\nName: tool\\nVersion: 1.0\\n' >"$tool-1.0.dist-info/METADATA"

      """,
    ])
    chmod(bench.agent.appending("bin/uv").string, 0o755)
    let outcome = try await bench.run(
      "build",
      ["--build-base-image", Workbench.base("python") ?? "", "--build-installer", "uv", "--check-reproducible"],
      environment: ["PATH": "\(bench.agent)/bin:\(Workbench.searchPath)"])
    #expect(outcome.exitCode == 1, "\(outcome.output)")
    #expect(
      outcome.output.contains(
        "a second build differs: `opt/agent/venv/lib/python3.11/site-packages/tool/b.py` differs in its contents"))
  }

  // The base image comes from Scripts/test.sh.
  @Test(
    .enabled(if: Workbench.base("glibc") != nil),
    arguments: [
      ("[curl, -f, http://127.0.0.1/]", "curl"), ("[sh, -c, \"curl -f http://127.0.0.1/ || exit 1\"]", "curl"),
      ("[/usr/bin/wget]", "/usr/bin/wget"), ("[cat, /tmp/alive]", nil), ("[/bin/sh, -c, \"test -f /tmp/alive\"]", nil),
      ("[/usr/bin/../../bin/cat, x]", nil),
    ] as [(String, String?)])
  func `finds out whether the image has the health check's program`(command: String, missing: String?) async throws {
    let bench = try bench(pipeline: "healthCheck: {type: command, command: \(command)}")
    let outcome = try await bench.run(
      "build", ["--build-base-image", Workbench.base("glibc") ?? "", "--build-entrypoint", "/app/index.js"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.diagnostics == (missing == nil ? [] : ["health-check-program-missing"]))
    if let missing { #expect(outcome.output.contains("runs `\(missing)`, which is not in the image")) }
  }
}
