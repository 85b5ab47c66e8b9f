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

  private func with<Value>(_ files: [String: String], _ body: (SourceTree) throws -> Value) throws -> Value {
    let directory = try Directory.temporary(prefix: "java-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    return try body(SourceTree(directory: directory, entries: entries))
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

  /// Compiled by javac, its tests and its code would be one, without any of its libraries.
  @Test(arguments: [
    (["app/build.gradle": "", "app/src/main/java/A.java": main], "module-missing"),
    (["app/pom.xml": "<project/>", "app/src/main/java/A.java": main], "module-missing"),
    (["settings.gradle": "", "A.java": main], "program-unknown"),
    (["settings.gradle": "", "a/build.gradle": "application", "b/build.gradle": "application"], "program-unknown"),
  ])
  func `with its build file elsewhere is never compiled as plain files`(files: [String: String], code: String) throws {
    let failure = #expect(throws: Failure.self) {
      try with(files) { try MainClass.find(in: $0, BuildOptions(), at: Self.place) }
    }
    #expect(failure?.diagnostic.code == code)
  }

  @Test func `with several main classes is started by the setting that the error names`() throws {
    let files = ["A.java": "class A { public static void main(String[] x) {} }", "B.java": Self.main]
    let failure = #expect(throws: Failure.self) {
      try with(files) { try MainClass.find(in: $0, BuildOptions(), at: Self.place) }
    }
    #expect(failure?.diagnostic.hints.first?.contains("`spec.pipeline.build.mainClass`") == true)
    var options = BuildOptions()
    options.mainClass = "a.B"
    #expect(try with(files) { try MainClass.find(in: $0, options, at: Self.place) } == "a.B")
  }
}
