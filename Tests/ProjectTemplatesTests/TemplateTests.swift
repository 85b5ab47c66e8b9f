import AgentManifest
import Diagnostics
import Languages
import ProjectTemplates
import Testing
import YAMLTree

/// What every template has, and how it gets an agent's name.
@Suite("Project templates") struct TemplateTests {
  @Test func `are all in the list`() throws {
    let listed = AllTemplates.all.map { "\($0.language)/\($0.name)" }
    #expect(try Set(listed) == Set(TemplateFiles.templates().map { "\($0.language)/\($0.name)" }))
    #expect(Set(listed).count == listed.count)
    let languages = Set(AllLanguages.all.map(\.name))
    #expect(AllTemplates.all.allSatisfy { languages.contains($0.language) })
  }

  @Test(arguments: AllTemplates.all)
  func `have what an agent needs, and nothing that a tool left behind`(template: ProjectTemplate) {
    let paths = template.files.map(\.path)
    for needed in ["agent.yaml", "README.md", ".gitignore"] { #expect(paths.contains(needed)) }
    #expect(paths.contains { $0.contains("recordings/") && $0.hasSuffix(".json") })
    #expect(template.files.count < 20)
    let leavings = ["__pycache__", ".pyc", "node_modules", "target/", "build/", ".agent-pipeline", ".env", "~"]
    for path in paths { #expect(!leavings.contains(where: path.contains), "\(path)") }
    for file in template.files {
      #expect(file.contents.hasSuffix("\n") && !file.contents.hasSuffix("\n\n"), "\(file.path)")
      #expect(!file.isExecutable, "\(file.path)")
    }
    let readme = template.files.first { $0.path == "README.md" }?.contents ?? ""
    #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 20)
  }

  /// `validate --strict` finds nothing, and what `init` shows of a template is what its manifest says.
  @Test(arguments: AllTemplates.all) func `are valid without a finding`(template: ProjectTemplate) throws {
    let contents = Dictionary(uniqueKeysWithValues: template.files.map { ($0.path, $0.contents) })
    let text = try #require(contents["agent.yaml"])
    let reader = ManifestReader(bytes: Array(text.utf8), file: "agent.yaml")
    let files = ManifestSurroundings(
      ProjectDirectory(files: FileList(Array(contents.keys))) { path, _ in
        contents["\(path)"].map { Array($0.utf8) }
      }, imageFiles: nil, entrypoint: nil, dockerfile: nil)
    #expect(reader.findings(beside: files).diagnostics.map(\.message) == [])
    let manifest = try #require(reader.manifest)
    #expect(manifest.metadata.name.value == template.name)
    #expect(manifest.metadata.description == template.summary)
    #expect(manifest.spec.runtime.value.language.name == template.language)
  }

  @Test(arguments: [
    "support-bot", "a", "0", "1e3", "2026-01-31", "true", "no", "null", "x_y.z", "chatbot", "a\"b", "a\\b", "a\nb: c",
    "ü",
    "", "# x", "a: b",
  ])
  func `get an agent's name, whatever it is`(name: String) throws {
    for template in AllTemplates.all {
      let files = template.files(named: name)
      let changed = zip(template.files, files).filter { $0 != $1 }.map(\.1.path)
      #expect(name == template.name ? changed.isEmpty : changed == ["README.md", "agent.yaml"].sorted())
      let text = try #require(files.first { $0.path == "agent.yaml" }?.contents)
      let root = try #require(YAMLDocument.parse(bytes: Array(text.utf8), file: "agent.yaml").root)
      #expect(root["metadata"]?["name"]?.text == name)
      let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false).count }
      #expect(files.map { lines($0.contents) } == template.files.map { lines($0.contents) })
    }
  }

  /// A template is complete, so what several have is copied; the copies do not part.
  @Test func `share their helpers word for word`() {
    let python = AllTemplates.all.filter { $0.language == "python" }
    for path in ["model.py", "server.py", "tests/replay.py", "tests/agent.py", ".dockerignore", ".gitignore"] {
      let copies = python.compactMap { template in template.files.first { $0.path == path }?.contents }
      #expect(copies.count >= 7 && Set(copies).count == 1, "\(path)")
    }
    for recording in ["greeting", "memory", "busy"] {
      let copies = AllTemplates.all.filter { $0.name == "chatbot" }.compactMap { template in
        template.files.first { $0.path.hasSuffix("recordings/\(recording).json") }?.contents
      }
      #expect(copies.count == 5 && Set(copies).count == 1, "\(recording)")
    }
  }
}
