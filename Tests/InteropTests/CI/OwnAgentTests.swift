import FileIO
import SystemPackage
import Testing

/// agent.yaml in the root, from which the tool's own version follows and of which its image is made.
@Suite(.needs("git")) struct `The tool's own agent` {
  @Test func `is valid`() async throws {
    let scratch = try Scratch()
    try await Tools.succeed(
      "agent-pipeline", ["validate", "--work-dir", "\(scratch.path)/work", "\(Tools.package)"])
  }

  @Test func `counts every path that git tracks for its version, but release and the examples`() async throws {
    // An unpacked archive is no repository.
    guard try FileStatus.of(Tools.package.appending(".git")) != nil else { return }
    let files = try await Tools.succeed("git", ["-C", "\(Tools.package)", "ls-files", "-z"]).split(separator: "\0")
    let tracked = Set(files.compactMap { $0.split(separator: "/").first.map(String.init) })
    let lines = try Tools.package.appending("agent.yaml").text().split(separator: "\n")
    let counted = lines.drop { $0 != "      paths:" }.dropFirst().prefix { $0.hasPrefix("        - ") }
      .map { String($0.dropFirst("        - ".count)) }
    #expect(counted == tracked.subtracting(["release", "examples"]).sorted())
  }
}
