import FileIO
import OCIImage
import PipelineCore
import SystemPackage
import Testing

/// What the embedded builder leaves as the base has it, and what it adds so that the agent can work.
@Suite("The image's directories") struct StandardFilesTests {
  /// The headers of the layers that are not the base's, as `mode uid path`.
  private func added(_ bench: Workbench, below count: Int) throws -> [String] {
    let layout = try ImageLayout(opening: bench.image)
    let image = try layout.image(tag: "latest", for: .host)
    return try image.manifest.layers.dropFirst(count).flatMap { layer in
      let archive = TarReader(try GunzipReader(try layout.open(layer)))
      var found: [String] = []
      while let entry = try archive.next() {
        found.append("\(String(entry.mode, radix: 8)) \(entry.uid) \(String(decoding: entry.path, as: UTF8.self))")
      }
      return found
    }
  }

  private func variables(_ bench: Workbench) throws -> [String: String] {
    try ImageLayout(opening: bench.image).image(tag: "latest", for: .host).config.config?.variables ?? [:]
  }

  /// A base image in the agent's directory, of one layer.
  private func base(_ bench: Workbench, _ entries: [LayerEntry]) throws -> String {
    let place = bench.directory.appending("base")
    let layout = try ImageLayout.create(at: place)
    let attributes = LayerAttributes(modified: 0)
    let layer = try LayerBuilder(layout: layout, parents: attributes).write(
      entries + [LayerEntry(path: "usr/bin/node", contents: .bytes([]), mode: 0o755, attributes: attributes)])
    var execution = ImageConfig.Execution()
    execution.environment = ["PATH=/usr/bin", "NODE_PATH=/base/modules"]
    let image = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: [AddedLayer(layer, createdBy: "test")], execution: execution, platform: .host, created: 0)
    try layout.tag(image.descriptor, as: "latest")
    return "oci-layout:\(place)"
  }

  private func directory(_ path: String, _ mode: UInt16, uid: Int64 = 0) -> LayerEntry {
    LayerEntry(path: path, contents: .directory, mode: mode, attributes: LayerAttributes(uid: uid, modified: 0))
  }

  private func link(_ path: String, _ target: String) -> LayerEntry {
    LayerEntry(
      path: path, contents: .symbolicLink(target: target), mode: 0o777, attributes: LayerAttributes(modified: 0))
  }

  private func bench(_ more: String = "") throws -> Workbench {
    try Workbench(["agent.yaml": manifest("nodejs", more), "index.js": "", "data/seed.json": "{}"])
  }

  @Test func `of the base keep their mode, owner and links`() async throws {
    let bench = try bench()
    let base = try base(
      bench,
      [
        link("app", "srv/agent"), directory("srv/agent", 0o700, uid: 7), directory("srv/agent/data", 0o750),
        directory("tmp", 0o1777), directory("home", 0o700), directory("home/agent", 0o711),
      ])
    let outcome = try await bench.run("build", ["--build-base-image", base])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let found = try added(bench, below: 1).filter { !$0.contains("agent.yaml") }
    #expect(found == ["644 0 srv/agent/data/seed.json", "644 0 srv/agent/index.js"])
  }

  @Test func `that the user needs are there and his: home, volumes, tmp`() async throws {
    let bench = try bench(
      "volumes: [{target: /app/data, type: volume}, {target: /var/cache/it, type: volume}, {target: /host, source: ./data}]"
    )
    let base = try base(bench, [directory("var", 0o755), directory("var/cache", 0o755)])
    let outcome = try await bench.run("build", ["--build-base-image", base])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let found = try added(bench, below: 1)
    for expected in [
      "755 65532 home/agent/", "755 0 home/", "1777 0 tmp/", "755 65532 app/data/", "755 65532 var/cache/it/",
      "755 0 app/",
    ] {
      #expect(found.last { $0.hasSuffix(" " + expected.split(separator: " ")[2]) } == expected)
    }
    #expect(!found.contains { $0.contains("host") || $0.hasSuffix("var/") })
    #expect(try variables(bench)["HOME"] == "/home/agent")
  }

  @Test(arguments: [("0", "/root"), ("1000:1000", "/home/agent"), ("1000:root", "/home/agent")])
  func `HOME is the user's`(user: String, home: String) async throws {
    let bench = try bench()
    let outcome = try await bench.run(
      "build", ["--build-base-image", try base(bench, []), "--build-user", user])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try variables(bench)["HOME"] == home)
  }

  private func text(_ path: String, _ text: String) -> LayerEntry {
    LayerEntry(
      path: path, contents: .bytes(Array(text.utf8)), mode: 0o644, attributes: LayerAttributes(modified: 0))
  }

  /// As an engine looks names up when it starts a container.
  @Test(arguments: [
    ("node", "/home/node", "1000"), ("node:data", "/home/node", "1000"), ("nobody", "/home/agent", "65534"),
    ("daemon", "/home/agent", "1"),
  ])
  func `a name is looked up in the base, and home and volumes are his`(user: String, home: String, uid: String)
    async throws
  {
    let bench = try bench("volumes: [{target: /app/data, type: volume}]")
    let accounts = [
      text(
        "etc/passwd",
        "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\nnobody:x:65534:65534::/nonexistent:\ndaemon:x:1:1::/:\n"
      ),
      text("etc/group", "data:x:33:\n"),
    ]
    let outcome = try await bench.run(
      "build", ["--build-base-image", try base(bench, accounts), "--build-user", user])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try variables(bench)["HOME"] == home)
    let found = try added(bench, below: 1)
    #expect(found.contains("755 \(uid) \(home.dropFirst())/") && found.contains("755 \(uid) app/data/"), "\(found)")
  }

  @Test(arguments: ["stranger", "node:strangers"])
  func `a name that the base does not know is an error of the build`(user: String) async throws {
    let bench = try bench()
    let accounts = [text("etc/passwd", "node:x:1000:1000::/home/node:/bin/sh\n")]
    let outcome = try await bench.run(
      "build", ["--build-base-image", try base(bench, accounts), "--build-user", user])
    #expect(outcome.exitCode == 1 && outcome.errors == ["unknown-image-user"], "\(outcome.output)")
  }

  /// One layer for what others made, one for the agent's own files, one for what the base lacks: no more.
  @Test func `have a layer of their own only where the base lacks something`() async throws {
    let bench = try bench()
    let poor = try await bench.run("build", ["--build-base-image", try base(bench, [])])
    #expect(poor.image?.layers.map(\.role) == [.base, .application, .application], "\(poor.output)")
    try Directory.remove(bench.directory.appending("base"))
    let rich = try base(
      bench, [directory("tmp", 0o1777), directory("home", 0o755), directory("home/agent", 0o755, uid: 65532)])
    let full = try await bench.run("build", ["--build-base-image", rich])
    #expect(full.image?.layers.map(\.role) == [.base, .application], "\(full.output)")
    let again = try await bench.run("build", ["--build-base-image", rich])
    #expect(again.image?.digest == full.image?.digest)
  }

  @Test func `a base without the program is an error of the build`() async throws {
    let bench = try bench()
    let outcome = try await bench.run(
      "build", ["--build-base-image", try base(bench, []), "--build-entrypoint", "deno,index.js"])
    #expect(outcome.exitCode == 1 && outcome.errors == ["program-missing"], "\(outcome.output)")
    #expect(outcome.output.contains("choose a base image that has `deno`"))
  }

  @Test func `scratch without the interpreter is an error of the build`() async throws {
    let bench = try bench()
    let outcome = try await bench.run("build", ["--build-base-image", "scratch"])
    #expect(outcome.exitCode == 1 && outcome.errors == ["program-missing"], "\(outcome.output)")
    #expect(outcome.output.contains("choose a base image with `node`"))
  }

  @Test func `HOME of agent.yaml is made, and search paths join the base's`() async throws {
    let bench = try bench(
      "environment: [{name: HOME, value: /var/lib/me}, {name: NODE_PATH, value: /app/lib}, {name: PATH, value: /x}]")
    let outcome = try await bench.run("build", ["--build-base-image", try base(bench, [])])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try added(bench, below: 1).contains("755 65532 var/lib/me/"))
    let found = try variables(bench)
    #expect(found["HOME"] == "/var/lib/me" && found["NODE_PATH"] == "/app/lib:/base/modules")
    #expect(found["PATH"] == "/x:/usr/bin")
  }

  @Test func `an image from scratch has what programs expect of a machine`() async throws {
    let bench = try bench()
    let outcome = try await bench.run(
      "build", ["--build-base-image", "scratch", "--build-entrypoint", "/app/index.js", "--check-reproducible"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let found = try added(bench, below: 0)
    for expected in [
      "1777 0 tmp/", "644 0 etc/passwd", "644 0 etc/group", "644 0 etc/ssl/certs/ca-certificates.crt",
      "755 65532 home/agent/",
    ] { #expect(found.contains(expected), "\(expected)") }
    if Workbench.exists("/usr/share/zoneinfo/Europe/Berlin") {
      #expect(found.contains { $0.hasSuffix(" usr/share/zoneinfo/Europe/Berlin") })
      #expect(!found.contains { $0.contains("zoneinfo/right") })
    } else {
      #expect(outcome.diagnostics.contains("time-zones-missing"))
    }
  }
}
