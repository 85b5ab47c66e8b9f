import FileIO
import FoundationEssentials
import Glibc
import OCIImage
import SystemPackage
import Testing

extension Interop {
  /// Other people's tools read what was pushed.
  @Suite struct `A pushed image` {
    struct Inspection: Decodable {
      var digest: String
      var tags: [String]
      var labels: [String: String]
      var layers: [String]
      enum CodingKeys: String, CodingKey {
        case digest = "Digest"
        case tags = "RepoTags"
        case labels = "Labels"
        case layers = "Layers"
      }
    }

    let agent: PushedAgent

    init() throws {
      agent = try PushedAgent.current()
    }

    @Test func `is to skopeo what the report says`() async throws {
      let seen = try await Tools.json(
        Inspection.self, "skopeo", ["inspect", "--tls-verify=false", "docker://\(agent.reference)"])
      let image = try #require(agent.report.agents.first?.image)
      #expect(seen.digest == image.digest)
      #expect(seen.layers == image.layers.map(\.digest))
      #expect(image.layers.map(\.role) == ["base", "dependencies", "application", "application"])
      let revision = try await Tools.succeed("git", ["rev-parse", "HEAD"], in: agent.repository.directory)
      let hash = String(revision.prefix(40))
      #expect(Set(seen.tags) == ["latest", "0.1", "0.1.0", "sha-\(hash.prefix(7))"])
      var labels = seen.labels
      let committed = try await Tools.succeed(
        "git", ["log", "-1", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd"], in: agent.repository.directory,
        ["TZ": "UTC"])
      #expect(labels.removeValue(forKey: "org.opencontainers.image.created") == String(committed.prefix(20)))
      #expect(
        labels == [
          "io.github.agent-pipeline.agent": "echo-agent",
          "org.opencontainers.image.authors": "The agent-pipeline authors",
          "org.opencontainers.image.description": "Answers every message with the message itself",
          "org.opencontainers.image.revision": hash,
          "org.opencontainers.image.title": "echo-agent",
          "org.opencontainers.image.version": "0.1.0",
        ])
    }

    @Test func `has the manifest's configuration`() async throws {
      let image = try await Tools.json(
        ImageConfig.self, "skopeo", ["inspect", "--config", "--tls-verify=false", "docker://\(agent.reference)"])
      let config = try #require(image.config)
      #expect(config.user == "65532:65532")
      #expect(config.entrypoint == ["python", "main.py"])
      #expect(config.workingDirectory == "/app")
      #expect(config.exposedPorts?.keys.sorted() == ["\(agent.port)/tcp"])
      let environment = config.environment ?? []
      #expect(environment.contains("LOG_LEVEL=INFO") && environment.contains("VIRTUAL_ENV=/opt/agent/venv"))
      // The value of a secret is not known here, and its name alone would hide it from whoever sets it.
      #expect(!environment.contains { $0.hasPrefix("OPENAI_API_KEY") })
    }

    @Test(.needs("umoci")) func `unpacks with umoci to the agent's files`() async throws {
      let scratch = try Scratch()
      let root = try await agent.unpack(into: scratch.path).appending("rootfs")
      for file in ["agent.yaml", "main.py", "tests/test_agent.py"] {
        let source = agent.repository.directory.appending(FilePath(file).components)
        #expect(try root.appending("app").appending(FilePath(file).components).text() == source.text())
      }
      let names = try Directory.names(in: root.appending("app"))
      #expect(names.sorted() == [".dockerignore", "agent.yaml", "main.py", "tests"])
      let packages = try Directory.names(in: root.appending("opt/agent/venv/lib/python3.11/site-packages"))
      #expect(packages.contains("fastapi") && packages.contains("pydantic_core") && !packages.contains("pytest"))
    }

    @Test(.needs("oci-image-tool")) func `is valid for oci-image-tool`() async throws {
      try await Tools.succeed(
        "oci-image-tool", ["validate", "--type", "image", "--ref", "name=latest", agent.layout.string])
    }

    static let schemas = FilePath("/usr/share/gocode/src/github.com/opencontainers/image-spec/schema")

    @Test(
      .needs("check-jsonschema"),
      .enabled(
        if: (try? FileStatus.of(schemas)) != nil,
        "the schemas are not installed (package golang-github-opencontainers-image-spec-dev)"),
      arguments: ["image-layout", "image-index", "image-manifest", "config"])
    func `follows the schemas of the specification`(schema: String) async throws {
      let image = try ImageLayout(opening: agent.layout).image(tag: "latest", for: .host)
      let layout = try ImageLayout(opening: agent.layout)
      let files = [
        "image-layout": agent.layout.appending("oci-layout"), "image-index": agent.layout.appending("index.json"),
        "image-manifest": layout.blobPath(image.descriptor.digest),
        "config": layout.blobPath(image.manifest.config.digest),
      ]
      try await Tools.succeed(
        "check-jsonschema",
        [
          "--base-uri", "file://\(Self.schemas)/", "--schemafile", "\(Self.schemas)/\(schema)-schema.json",
          try #require(files[schema]).string,
        ])
    }

    @Test(.needs("tar", "bsdtar", "python3")) func `has layers that every tar reads alike`() async throws {
      let layout = try ImageLayout(opening: agent.layout)
      let layers = try layout.image(tag: "latest", for: .host).manifest.layers.dropFirst()
      #expect(layers.count == 3)
      for layer in layers {
        let path = layout.blobPath(layer.digest).string
        var listings: [String: [String]] = [:]
        for (program, arguments) in [
          ("tar", ["-tzf", path]), ("bsdtar", ["-tzf", path]),
          ("python3", ["-c", "import sys, tarfile; [print(m.name) for m in tarfile.open(sys.argv[1])]", path]),
        ] {
          // A directory's name ends in a slash for some.
          listings[program] = try await Tools.succeed(program, arguments).split(separator: "\n")
            .map { $0.hasSuffix("/") ? String($0.dropLast()) : String($0) }
        }
        let names = try #require(listings["tar"])
        #expect(
          names.contains("app/main.py")
            || names.contains("opt/agent/venv/lib/python3.11/site-packages/fastapi/__init__.py")
            || names.contains("home/agent"))
        #expect(listings["bsdtar"] == names && listings["python3"] == names)
      }
    }
  }
}

extension PushedAgent {
  /// Fetches the image from the registry and unpacks it, with tools of others only.
  /// - Returns: the runtime bundle: `config.json` and `rootfs`.
  func unpack(into directory: FilePath) async throws -> FilePath {
    try await Tools.succeed(
      "skopeo",
      [
        "copy", "-q", "--insecure-policy", "--src-tls-verify=false", "docker://\(reference)",
        "oci:\(directory)/pulled:latest",
      ])
    let bundle = directory.appending("bundle")
    let rootless = geteuid() == 0 ? [] : ["--rootless"]
    try await Tools.succeed("umoci", ["unpack"] + rootless + ["--image", "\(directory)/pulled:latest", bundle.string])
    return bundle
  }
}
