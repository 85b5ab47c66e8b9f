import Diagnostics
import FileIO
import Glibc
import SystemPackage
import Testing

/// What is made from the table of settings and kept in the project is what the table says now.
@Suite("Files made from the settings") struct GeneratedFilesTests {
  /// `make generate` writes them.
  @Test(arguments: ["docs/settings.md", "action.yml"])
  func `are up to date`(path: String) throws {
    let file = FilePath(#filePath).removingLastComponent().appending("../..").appending(path)
    let written = (try? FileContents.read(file, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let expected = path == "action.yml" ? ActionInputs.updated(written) : SettingsPage.markdown()
    if getenv("RECORD_GOLDEN") != nil {
      try FileContents.write(Array(expected.utf8), to: file)
      Issue.record("recorded \(path): read it, then run the tests without RECORD_GOLDEN")
    } else {
      #expect(written == expected, "run `make generate`")
    }
  }
}
