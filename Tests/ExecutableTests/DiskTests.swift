import FileIO
import Glibc
import PipelineCore
import SystemPackage
import Testing

/// Directories that cannot take what the run writes, in a mount namespace that ends with the call.
///
/// Skipped where this user may not mount: no other way fills a disk that nobody else needs.
@Suite(
  "The executable and disks", .enabled(if: system("unshare --mount true 2>/dev/null") == 0, "mounting is not allowed"))
struct DiskTests {
  /// Runs what follows with the directory on a file system of its own, and copies the directory to `kept` afterwards.
  private func onTmpfs(_ directory: FilePath, _ options: String, prepare: String = ":", kept: FilePath) -> [String] {
    let script = """
      mount -t tmpfs -o \(options) tmpfs '\(directory)' && \(prepare) && { "$@"; code=$?; cp -a '\(directory)/.' '\(kept)'; exit $code; }
      """
    return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh"]
  }

  @Test func `a full disk is named, and the reports are complete`() async throws {
    let workshop = try await Workshop(.unbased)
    let directories = try (work: made("work", workshop), kept: made("kept", workshop))
    try incompressible(2_000_000, workshop.agent.appending("model.bin"))
    let call = try await workshop.run(
      "run", "--skip", "test", "--work-dir", directories.work.string,
      wrapper: onTmpfs(directories.work, "size=1m", kept: directories.kept), reportDirectory: directories.kept,
      exitCode: 3,
      stages: [
        "validate passed", "build failed", "test skipped", "tag notRun: blocked by build",
        "push notRun: blocked by build",
      ])
    #expect(call.said.contains("No space left on device"))
    #expect(call.said.contains("free some disk space"))
  }

  @Test func `where not even the reports fit there is no half of one`() async throws {
    let workshop = try await Workshop(.unbased)
    let directories = try (work: made("work", workshop), kept: made("kept", workshop))
    let end = try await workshop.call(
      "run", "--skip", "test", "--work-dir", directories.work.string,
      wrapper: onTmpfs(
        directories.work, "size=64k", prepare: "{ head -c 1m /dev/zero >'\(directories.work)/full' 2>/dev/null || :; }",
        kept: directories.kept))
    #expect(end.exitCode == 3)
    #expect(end.standardError.contains("No space left on device"))
    #expect(end.standardError.contains("report.json"))
    let left = try Directory.names(in: directories.kept).filter { $0 != "full" && $0 != "facts" }
    #expect(left == [])
  }

  @Test func `a read-only work directory is named, with the way to another`() async throws {
    let workshop = try await Workshop(.unbased)
    let directories = try (work: made("work", workshop), kept: made("kept", workshop))
    let call = try await workshop.run(
      "run", "--skip", "test", "--work-dir", directories.work.string, "--report-dir", directories.kept.string,
      wrapper: onTmpfs(directories.work, "ro", kept: directories.kept), reportDirectory: directories.kept, exitCode: 3,
    )
    #expect(call.said.contains("Read-only file system"))
    #expect(call.said.contains("--work-dir"))
  }

  private func made(_ name: String, _ workshop: Workshop) throws -> FilePath {
    let directory = workshop.directory.appending(name)
    try Directory.create(directory)
    return directory
  }

  private func incompressible(_ count: Int, _ path: FilePath) throws {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<count / 8).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
    try FileContents.write(bytes, to: path)
  }
}
