import FileIO
import SystemPackage
import TestSupport
import Testing

/// libcurl and libgit2 are loaded when they are needed: a machine without them can do the rest.
@Suite(
  "The executable where a library is missing",
  // It hides the library.
  .enabled(if: TestProcess.isInstalled("/usr/bin/bwrap")))
struct MissingLibraryTests {
  /// A command that runs another one to which a library is an empty file.
  private static func hiding(_ library: String) throws -> [String] {
    var command = ["/usr/bin/bwrap", "--dev-bind", "/", "/"]
    for directory in ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"] as [FilePath] {
      for name in (try? Directory.names(in: directory)) ?? [] where name.hasPrefix("\(library).so.") {
        command += ["--ro-bind", "/dev/null", directory.appending(name).string]
      }
    }
    try #require(command.count > 4, "\(library) is not installed")
    return command
  }

  @Test func `without libgit2 it validates, and says of the history what is missing`() async throws {
    let workshop = try await Workshop(.unbased)
    let wrapper = try Self.hiding("libgit2")
    _ = try await workshop.run("validate", wrapper: wrapper, exitCode: 0)
    let call = try await workshop.run("tag", wrapper: wrapper, exitCode: 3)
    #expect(call.codes == ["git-unsupported"])
    #expect(call.said.contains("apt-get install libgit2"))
  }

  @Test func `without libcurl it builds and tags, and says of the registry what is missing`() async throws {
    let workshop = try await Workshop(.unbased)
    let wrapper = try Self.hiding("libcurl")
    _ = try await workshop.run("run", "--skip", "test", wrapper: wrapper, exitCode: 0)
    let call = try await workshop.run(
      "push", "--push-to", "127.0.0.1:9/team/tiny", wrapper: wrapper, exitCode: 3)
    #expect(call.said.contains("apt-get install libcurl"))
  }
}
