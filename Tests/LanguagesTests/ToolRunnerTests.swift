import FileIO
import SystemPackage
import Testing

@Suite("Build tools") struct ToolRunnerTests {
  private static let sources = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent().appending("Sources").appending("Languages")

  private func files(in directory: FilePath) throws -> [FilePath] {
    try Directory.names(in: directory).flatMap { name in
      let path = directory.appending(name)
      return try FileStatus.of(path)?.kind == .directory ? try files(in: path) : [path]
    }
  }

  /// A language that runs a program by itself would run it outside of the sandbox.
  @Test func `run through the runner of the request alone`() throws {
    let files = try files(in: Self.sources)
    #expect(files.count > 40)
    for file in files {
      let text = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
      #expect(!text.contains("ChildProcess(") && !text.contains("import Subprocess"), "\(file)")
    }
  }
}
