import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import OCIImage
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// Documents and objects that lie about themselves.
@Suite("Attacks by hostile data") struct HostileDataTests {
  static let sizes = [Int64.max, Int64.max - 511, 1 << 62, -1, Int64.min]

  /// A layout whose manifest says that of its layers, and the layer's own size.
  private func layout(_ attacked: AttackedAgent, layerSizes: [Int64]) throws {
    let layout = try ImageLayout.create(at: attacked.agent.appending("base"))
    let digest = try #require(Digest(hex: String(repeating: "a", count: 64)))
    let config = try layout.write(
      Array(
        """
        {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": \
        [\(layerSizes.map { _ in "\"\(digest)\"" }.joined(separator: ","))]}}
        """.utf8), mediaType: MediaType.config)
    let layers = layerSizes.map {
      "{\"mediaType\": \"\(MediaType.layerGzip)\", \"digest\": \"\(digest)\", \"size\": \($0)}"
    }
    let manifest = try layout.write(
      Array(
        """
        {"schemaVersion": 2, "mediaType": "\(MediaType.manifest)", "config": {"mediaType": "\(MediaType.config)", \
        "digest": "\(config.digest)", "size": \(config.size)}, "layers": [\(layers.joined(separator: ","))]}
        """.utf8), mediaType: MediaType.manifest)
    try layout.tag(manifest, as: "latest")
  }

  @Test("sizes of a layout's layers near the limits of integers", arguments: sizes)
  func layers(size: Int64) async throws {
    let attacked = try AttackedAgent()
    try layout(attacked, layerSizes: [size, size])
    let end = try await attacked.run("build", "--build-base-image", "oci-layout:base")
    #expect(end.exitCode == 3 && end.output.contains("is not the size of a blob"), "\(end.output)")
  }

  @Test("sizes in a registry's manifest", arguments: sizes)
  func registry(size: Int64) async throws {
    let server = try TestHTTPServer { request in
      let digest = "sha256:" + String(repeating: "a", count: 64)
      let blob = "\"digest\": \"\(digest)\", \"size\": \(size)}"
      let manifest = """
        {"schemaVersion": 2, "mediaType": "\(MediaType.manifest)", "config": {"mediaType": "\(MediaType.config)", \
        \(blob), "layers": [{"mediaType": "\(MediaType.layerGzip)", \(blob), {"mediaType": "\(MediaType.layerGzip)", \(blob)]}
        """
      guard request.path.contains("/manifests/") else { return TestResponse(200) }
      return TestResponse(200, [("Content-Type", MediaType.manifest)], body: Array(manifest.utf8))
    }
    defer { server.stop() }
    let attacked = try AttackedAgent()
    let end = try await attacked.run("build", "--build-base-image", "\(server.host)/base:1")
    #expect((1...3).contains(end.exitCode), "\(end.output)")
    #expect(end.report?.agents.first?.stages.first { $0.name == .build }?.outcome == .failed, "\(end.output)")
  }

  @Test("an object that decides the version is another than its name says", arguments: ["HEAD", "HEAD~1", "v1.0.0"])
  func objects(name: String) async throws {
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try await attacked.git(["tag", "-a", "v1.0.0", "-m", "one"])
    for message in ["fix: two", "fix: three"] {
      try await attacked.git(["commit", "-q", "--allow-empty", "-m", message])
    }
    let honest = try await attacked.run("tag", "--dry-run")
    #expect(honest.report?.agents.first?.version?.next == "1.0.1", "\(honest.output)")
    let id = try await attacked.git(["rev-parse", name]).filter { !$0.isWhitespace }
    // Complete and well-formed, so that only its name tells: the subject becomes a breaking change, the tag's target
    // another commit.
    let first = try await attacked.git(["rev-parse", "HEAD~1"]).filter { !$0.isWhitespace }
    let base = try await attacked.git(["rev-parse", "v1.0.0^{}"]).filter { !$0.isWhitespace }
    let script = """
      import sys, zlib, os
      path = '.git/objects/' + sys.argv[1][:2] + '/' + sys.argv[1][2:]
      old = zlib.decompress(open(path, 'rb').read())
      new = old.replace(b'\\n\\nfix: t', b'\\n\\nfix!: ').replace(b'object \(base)', b'object \(first)')
      assert new != old and len(new) == len(old)
      os.chmod(path, 0o644); open(path, 'wb').write(zlib.compress(new))
      """
    try FileContents.write(Array(script.utf8), to: attacked.directory.appending("forge.py"))
    let forged = TestTool.run(["/usr/bin/python3", "../forge.py", id], in: attacked.agent)
    try #require(forged == 0)
    let end = try await attacked.run("tag", "--dry-run")
    #expect(end.exitCode == 3, "\(end.output)")
    #expect(end.report?.agents.first?.version?.next == nil, "\(end.output)")
  }

  @Test("a flipped byte in a pack or its index is an error, or changes nothing", arguments: ["pack", "idx"])
  func packs(ending: String) async throws {
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try await attacked.git(["tag", "v1.0.0"])
    try await attacked.git(["commit", "-q", "--allow-empty", "-m", "feat: two"])
    try await attacked.git(["gc", "-q"])
    let packs = attacked.agent.appending(FilePath(".git/objects/pack").components)
    let name = try #require(try Directory.names(in: packs).first { $0.hasSuffix(".\(ending)") })
    let file = packs.appending(name)
    chmod(file.string, 0o644)
    let intact = try FileContents.read(file, limit: 1 << 20)
    for offset in stride(from: 0, to: intact.count, by: max(1, intact.count / 12)) {
      var damaged = intact
      damaged[offset] ^= 0x40
      try FileContents.write(damaged, to: file)
      let end = try await attacked.run("tag", "--dry-run")
      let next = end.report?.agents.first?.version?.next
      #expect(end.exitCode == 3 || end.exitCode == 0 && next == "1.1.0", "byte \(offset): \(next ?? "")\n\(end.output)")
    }
  }
}

/// A program of the attacker's, run to its end.
enum TestTool {
  static func run(_ arguments: [String], in directory: FilePath) -> Int32 {
    let log = directory.appending("../tool.log")
    guard let process = try? TestProcess(["/usr/bin/env", "-C", directory.string] + arguments, log: log) else {
      return -1
    }
    return process.wait()
  }
}
