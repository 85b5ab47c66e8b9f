import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("The executable's registry commands") struct RegistryCommandTests {
  private static let manifestType = "application/vnd.oci.image.manifest.v1+json"

  /// Puts an image of one layer into a registry.
  private func image(in registry: TestRegistry, _ repository: String = "team/app") -> String {
    let layer = registry.put(blob: Array("layer".utf8), in: repository)
    let config = registry.put(blob: Array("{}".utf8), in: repository)
    let text =
      #"{"schemaVersion":2,"mediaType":"\#(Self.manifestType)","config":{"mediaType":"application/vnd.oci.image.config.v1+json","#
      + #""digest":"\#(config)","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","#
      + #""digest":"\#(layer)","size":5}]}"#
    return "\(registry.put(manifest: Array(text.utf8), type: Self.manifestType, in: repository, tag: "1.0.0"))"
  }

  @Test func `a helper program named by config.json is run, and its secret shown nowhere`() async throws {
    let registry = try TestRegistry {
      $0.authentication = .basic
      $0.password = "s3cret-of-the-helper"
    }
    defer { registry.stop() }
    let digest = image(in: registry)
    let workshop = try await Workshop(.unbased, isCommitted: false)
    let program = workshop.directory.appending("bin/docker-credential-test")
    try Directory.create(program.removingLastComponent())
    let script = """
      #!/bin/sh
      cat > "$0.asked"; [ "$1" = get ] || exit 9
      echo '{"ServerURL":"x","Username":"ci","Secret":"s3cret-of-the-helper"}'

      """
    try FileContents.write(Array(script.utf8), to: program)
    chmod(program.string, 0o755)
    let config = workshop.directory.appending("docker/config.json")
    try Directory.create(config.removingLastComponent())
    try FileContents.write(Array(#"{"credHelpers":{"\#(registry.host)":"test"}}"#.utf8), to: config)
    let end = try await workshop.call(
      "pull", "\(registry.host)/team/app:1.0.0", "oci-layout:copy", "--verbose",
      environment: [
        "DOCKER_CONFIG": config.removingLastComponent().string,
        "PATH": "\(program.removingLastComponent()):/usr/bin:/bin",
      ])
    #expect(end.exitCode == 0, "\(end.standardError)")
    #expect(end.standardOutput == "\(digest)\n")
    #expect(try workshop.read(FilePath("\(program).asked")) == registry.host)
    #expect(end.standardError.contains("`docker-credential-test`"))
    #expect(!end.standardError.contains("s3cret-of-the-helper"))
    // What is there has been verified, and is promoted from there.
    let promoted = try await workshop.call(
      "promote", "oci-layout:copy:1.0.0", "\(registry.host)/live/app",
      environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "s3cret-of-the-helper"])
    #expect(
      promoted.standardOutput == "\(registry.host)/live/app:1.0.0@\(digest) pushed\n", "\(promoted.standardError)")
    #expect(registry.tag("1.0.0", in: "live/app").map { "\($0)" } == digest)
  }

  @Test func `a version that is out is not replaced by another image that is promoted`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    _ = image(in: registry)
    let live = registry.put(
      manifest: Array(
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#.utf8),
      type: "application/vnd.oci.image.index.v1+json", in: "live/app", tag: "1.0.0")
    let workshop = try await Workshop(.unbased)
    let command = ["promote", "\(registry.host)/team/app:1.0.0", "\(registry.host)/live/app"]
    let refused = try await workshop.call(command)
    #expect(refused.exitCode == 1 && refused.standardError.contains("version-taken"), "\(refused.standardError)")
    #expect(registry.tag("1.0.0", in: "live/app") == live)
    let replaced = try await workshop.call(command + ["--push-overwrite"])
    #expect(replaced.exitCode == 0, "\(replaced.standardError)")
    #expect(registry.tag("1.0.0", in: "live/app") != live)
  }

  @Test func `an image is pulled from the mirror, and from its registry where the mirror lacks it`() async throws {
    let (registry, mirror) = (try TestRegistry(), try TestRegistry())
    defer {
      registry.stop()
      mirror.stop()
    }
    let digest = image(in: registry)
    let workshop = try await Workshop(.unbased)
    let mirrors = "\(registry.host)=\(mirror.host)/hub"
    let source = "\(registry.host)/team/app:1.0.0"
    let missing = try await workshop.call("pull", source, "oci-layout:one", "--registry-mirrors", mirrors)
    #expect(missing.exitCode == 0 && missing.standardOutput == "\(digest)\n", "\(missing.standardError)")
    #expect(missing.standardError.contains("the mirror failed"))
    _ = image(in: mirror, "hub/team/app")
    let before = registry.requests.count
    let mirrored = try await workshop.call("pull", source, "oci-layout:two", "--registry-mirrors", mirrors)
    #expect(mirrored.exitCode == 0 && mirrored.standardOutput == "\(digest)\n", "\(mirrored.standardError)")
    #expect(registry.requests.count == before)
  }

  @Test func `a file is attached and listed, and a malformed media type is refused`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let digest = image(in: registry)
    let reference = "\(registry.host)/team/app:1.0.0"
    let workshop = try await Workshop(.unbased, isCommitted: false)
    try workshop.write("{}", to: "sbom.json")
    let attached = try await workshop.call("attach", reference, "sbom.json", "--type", "application/spdx+json")
    #expect(attached.exitCode == 0, "\(attached.standardError)")
    let listed = try await workshop.call("registry", "referrers", reference)
    let artifact = try #require(attached.standardOutput.split(separator: "@").last).dropLast()
    #expect(listed.standardOutput.hasPrefix("\(artifact) application/spdx+json "))
    let refused = try await workshop.call("attach", reference, "sbom.json", "--type", "spdx json")
    #expect(refused.exitCode == 2 && refused.standardError.contains("`spdx json` is not a media type"))
    let shown = try await workshop.call("registry", "inspect", reference)
    #expect(shown.standardOutput.hasPrefix(#"{"digest":"\#(digest)","mediaType":"\#(Self.manifestType)","reference":"#))
    #expect(shown.standardOutput.contains(#","manifest":{"schemaVersion":2,"#))
    let tags = try await workshop.call("registry", "tags", "\(registry.host)/team/app")
    #expect(tags.standardOutput == "1.0.0\n")
  }

  @Test func `a pull that fetches nothing leaves no directory`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop(.unbased, isCommitted: false)
    let end = try await workshop.call("pull", "\(registry.host)/team/app:1.0.0", "oci-layout:copy")
    #expect(end.exitCode != 0)
    #expect(try FileStatus.of(workshop.agent.appending("copy")) == nil)
  }

  @Test func `what is no JSON is not shown as JSON`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    _ = registry.put(manifest: Array("}{".utf8), type: "text/plain", in: "team/app", tag: "1")
    let end = try await Workshop(.unbased, isCommitted: false)
      .call("registry", "inspect", "\(registry.host)/team/app:1")
    #expect(end.exitCode == 3 && end.standardOutput.isEmpty)
    #expect(end.standardError.contains("is not a JSON document"))
  }
}
