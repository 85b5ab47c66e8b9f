import FileIO
import Glibc
import ProjectTemplates
import SystemPackage
import Testing

/// What the executable holds of `templates/` and `ci-templates/` is what stands there now.
@Suite("Embedded templates", .serialized) struct EmbeddedTemplatesTests {
  /// `make generate` writes them, and removes those of directories that are no more.
  @Test func `are up to date`() throws {
    let directory = TemplateFiles.root.pushing(FilePath(TemplateFiles.generated))
    let expected = try EmbeddedSource.all()
    let written = try Directory.names(in: directory)
    let stale = written.filter { expected[$0] == nil }
    let different = try expected.filter { name, text in
      let file = directory.appending(name)
      guard try FileStatus.of(file) != nil else { return true }
      return try FileContents.read(file, limit: 4 << 20) != Array(text.utf8)
    }
    if getenv("RECORD_GOLDEN") != nil {
      for name in stale { try Directory.remove(directory.appending(name)) }
      for (name, text) in different { try FileContents.write(Array(text.utf8), to: directory.appending(name)) }
      Issue.record("recorded the embedded templates: run the tests without RECORD_GOLDEN")
    } else {
      #expect(stale.isEmpty && different.isEmpty, "run `make generate`: \(stale + different.keys.sorted())")
    }
  }

  /// Only what is compiled in counts: a recording run compiles before it records.
  @Test func `hold the files byte for byte`() throws {
    for template in AllTemplates.all {
      #expect(try template.files == TemplateFiles.files(in: "templates/\(template.language)/\(template.name)"))
    }
    for template in CITemplates.all {
      #expect(try template.files == TemplateFiles.ci(template.vendor))
    }
    #expect(try CITemplates.all.map(\.vendor) == TemplateFiles.directories("ci-templates"))
    #expect(CITemplates.files(for: "github")?.contains { $0.path == "agent-pipeline.yml" } == true)
    #expect(CITemplates.files(for: "none") == nil)
  }
}
