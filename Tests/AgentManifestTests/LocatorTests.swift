import AgentManifest
import Diagnostics
import FileIO
import SystemPackage
import Testing

@Suite("Finding the manifest") struct LocatorTests {
  let folder: FilePath

  init() throws {
    folder = try Folder.temporary(prefix: "manifest", in: "/tmp")
  }

  @Test func `takes the first of the known names, and files only`() throws {
    defer { try? Folder.remove(folder) }
    try FileContents.write([], to: folder.appending("Agent.yaml"))
    try FileContents.write([], to: folder.appending("agent.yml"))
    try Folder.create(folder.appending("agent.yaml"))
    #expect(try ManifestLocator.find(folder) == folder.appending("agent.yml"))
    #expect(try ManifestLocator.find(folder.appending("Agent.yaml")) == folder.appending("Agent.yaml"))
  }

  @Test func `says what it looked for`() {
    defer { try? Folder.remove(folder) }
    let empty = #expect(throws: ManifestNotFound.self) { try ManifestLocator.find(folder) }
    #expect(empty?.diagnostic.message == "no manifest in the folder `\(folder)`")
    #expect(empty?.diagnostic.hints.first == "looked for `agent.yaml`, `agent.yml`, `Agent.yaml`, `Agent.yml`")
    let absent = #expect(throws: ManifestNotFound.self) { try ManifestLocator.find(folder.appending("nowhere")) }
    #expect(absent == .noSuchPath(folder.appending("nowhere")))
    let device = #expect(throws: ManifestNotFound.self) { try ManifestLocator.find("/dev/null") }
    #expect(device == .noFile("/dev/null"))
  }
}
