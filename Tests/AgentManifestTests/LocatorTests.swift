import AgentManifest
import Diagnostics
import FileIO
import SystemPackage
import Testing

@Suite("Finding the manifest") struct LocatorTests {
  let directory: FilePath

  init() throws {
    directory = try Directory.temporary(prefix: "manifest", in: "/tmp")
  }

  @Test func `takes the first of the known names, and files only`() throws {
    defer { try? Directory.remove(directory) }
    try FileContents.write([], to: directory.appending("Agent.yaml"))
    try FileContents.write([], to: directory.appending("agent.yml"))
    try Directory.create(directory.appending("agent.yaml"))
    #expect(try ManifestLocator.find(directory) == directory.appending("agent.yml"))
    #expect(try ManifestLocator.find(directory.appending("Agent.yaml")) == directory.appending("Agent.yaml"))
  }

  @Test func `says what it looked for`() {
    defer { try? Directory.remove(directory) }
    let empty = #expect(throws: Failure.self) { try ManifestLocator.find(directory) }
    #expect(empty?.diagnostic.message == "no manifest in the directory `\(directory)`")
    #expect(empty?.diagnostic.hints.first == "looked for `agent.yaml`, `agent.yml`, `Agent.yaml`, `Agent.yml`")
    let absent = #expect(throws: Failure.self) { try ManifestLocator.find(directory.appending("nowhere")) }
    #expect(absent?.diagnostic.message == "`\(directory)/nowhere` does not exist")
    let device = #expect(throws: Failure.self) { try ManifestLocator.find("/dev/null") }
    #expect(device?.diagnostic.message == "`/dev/null` is neither a file nor a directory")
  }
}
