import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// Which project and class of a Java agent is its program.
@Suite("A Java project") struct GradleLayoutTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)
  private static let main = "package a; class B { public static void main(String[] x) {} }"

  private static let agent = AgentDeclaration(name: "bot", runtime: Located(RuntimeSelection(Java()), at: place))

  /// - Parameter place: the agent's directory.
  private func with<Value>(
    _ files: [String: String], at place: String = "", _ body: (ProjectTree) throws -> Value
  ) throws -> Value {
    let directory = try Directory.temporary(prefix: "java-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    return try body(ProjectTree(tree: SourceTree(directory: directory, entries: entries), agent: place))
  }

  @Test(
    arguments: [
      (["Main.java": ""], nil, nil), (["build.gradle": ""], nil, ""),
      (["settings.gradle": "include 'app'", "app/build.gradle": "application { mainClass = 'a.B' }"], nil, "app"),
      (
        [
          "settings.gradle.kts": "", "build.gradle.kts": "", "lib/build.gradle.kts": "",
          "cli/build.gradle.kts": "plugins { application }",
        ], nil, "cli"
      ),
      (["settings.gradle": "", "a/build.gradle": "application", "b/build.gradle": "application"], "./b", "b"),
      (["settings.gradle": "", "build.gradle": "", "src/main/java/A.java": "", "a/build.gradle": ""], nil, ""),
    ] as [([String: String], String?, String?)])
  func `of Gradle has one program`(files: [String: String], chosen: String?, expected: String?) throws {
    var options = BuildOptions()
    options.package = chosen
    #expect(try with(files) { try GradleLayout(in: $0, options, at: Self.place)?.directory } == expected)
  }

  @Test(
    arguments: [
      (["settings.gradle": "include 'app'", "app/build.gradle": ""], "..", "app", [""]),
      // Configured from above alone.
      (["settings.gradle": "include ':app'", "build.gradle": "x", "app/src/main/java/A.java": ""], "..", "app", [""]),
      (["settings.gradle": "include ':lib'", "app/A.java": ""], nil, nil, []),
      (["settings.gradle": "include ':app'", "app/settings.gradle": "", "app/build.gradle": ""], "", "", []),
      (
        ["app/settings.gradle": "includeBuild('../shared')", "app/build.gradle": "", "shared/build.gradle": ""], "", "",
        ["shared"]
      ),
    ] as [([String: String], String?, String?, [String])])
  func `of Gradle begins where its settings are`(
    files: [String: String], root: String?, below: String?, places: [String]
  ) throws {
    try with(files, at: "app") { project in
      let layout = try GradleLayout(in: project, BuildOptions(), at: Self.place)
      #expect(layout?.root == root && layout?.directoryBelowRoot(in: project.directory) == below)
      #expect(GradleLayout.places(in: project.directory) == places)
    }
  }

  @Test(arguments: [
    ("src/main/java/A.java", true), ("A.java", true), ("app/src/main/java/A.java", true),
    ("src/test/java/A.java", false),
    ("app/src/test/java/A.java", false), ("app/src/integrationTest/java/A.java", false), ("test/A.java", false),
  ])
  func `without a build tool is compiled without its tests`(file: String, isCompiled: Bool) throws {
    let files = try with([file: "", "Z.java": ""]) { try PlainJavaProject.sourceFiles(in: $0.own, at: Self.place) }
    // Where the usual directory is there, it is all.
    #expect(files.contains(file) == isCompiled)
  }

  /// Compiled by javac, its tests and its code would be one, without any of its libraries.
  @Test(arguments: [
    (["app/build.gradle": "", "app/src/main/java/A.java": main], "module-missing"),
    (["app/pom.xml": "<project/>", "app/src/main/java/A.java": main], "module-missing"),
    (["settings.gradle": "", "A.java": main], "program-unknown"),
    (["settings.gradle": "", "a/build.gradle": "application", "b/build.gradle": "application"], "program-unknown"),
  ])
  func `with its build file elsewhere is never compiled as plain files`(files: [String: String], code: String) throws {
    let failure = #expect(throws: Failure.self) {
      try with(files) { try MainClass.find(in: $0, Self.agent, BuildOptions()) }
    }
    #expect(failure?.diagnostic.code == code)
  }

  @Test func `with several main classes is started by the setting that the error names`() throws {
    let files = ["A.java": "class A { public static void main(String[] x) {} }", "B.java": Self.main]
    let failure = #expect(throws: Failure.self) {
      try with(files) { try MainClass.find(in: $0, Self.agent, BuildOptions()) }
    }
    #expect(failure?.diagnostic.hints.first?.contains("`spec.pipeline.build.mainClass`") == true)
    var options = BuildOptions()
    options.mainClass = "a.B"
    #expect(try with(files) { try MainClass.find(in: $0, Self.agent, options) } == "a.B")
  }
}
