import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// Which directories of a Maven build belong together, and which of them is the agent.
@Suite("A Maven project") struct MavenProjectTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)
  private static let main = "package a; class B { public static void main(String[] x) {} }"

  private static func pom(_ artifact: String, _ more: String = "", parent: String? = "root") -> String {
    let parent = parent.map {
      "<parent><groupId>g</groupId><artifactId>\($0)</artifactId><version>1</version></parent>"
    }
    return
      "<project>\(parent ?? "<groupId>g</groupId><version>1</version>")<artifactId>\(artifact)</artifactId>\(more)</project>"
  }

  private static func root(_ modules: String...) -> String {
    pom(
      "root", "<packaging>pom</packaging>\(modules.map { "<module>\($0)</module>" }.joined(separator: "").wrapped)",
      parent: nil)
  }

  private func directory(_ files: [String: String], at place: String) -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(
    arguments: [
      (["app/pom.xml": pom("app", parent: nil), "pom.xml": root("lib")], "", .own),
      // A reactor is all of its root.
      (
        ["pom.xml": root("lib", "app"), "lib/pom.xml": pom("lib"), "app/pom.xml": pom("app")], "..",
        Workspace(agent: "app", parts: [""])
      ),
      (
        ["pom.xml": root("group"), "group/pom.xml": root("../app"), "app/pom.xml": pom("app")], "..",
        Workspace(agent: "app", parts: [""])
      ),
      // A parent that does not list it, and .mvn above, which Maven reads all the same.
      (["pom.xml": root(), "app/pom.xml": pom("app")], "", Workspace(agent: "app", parts: ["pom.xml"])),
      (
        ["pom.xml": root(), ".mvn/jvm.config": "", "app/pom.xml": pom("app", parent: "other")], "",
        Workspace(agent: "app", parts: [".mvn"])
      ),
    ] as [([String: String], String, Workspace)])
  func `belongs to a reactor or a parent`(files: [String: String], root: String, workspace: Workspace) {
    let directory = directory(files, at: "app")
    #expect(MavenReactor(in: directory).root == root)
    #expect(Java().workspace(of: directory) == workspace)
  }

  private func program(_ files: [String: String], at place: String, _ options: BuildOptions) throws -> String {
    let directory = try Directory.temporary(prefix: "maven-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    let project = ProjectTree(tree: SourceTree(directory: directory, entries: entries), agent: place)
    let agent = AgentDeclaration(name: "api", runtime: Located(RuntimeSelection(Java()), at: Self.place))
    return try MavenProgram(MavenReactor(in: project.directory), in: project.own, agent, options).directory
  }

  private static let modules = [
    "pom.xml": root("one", "two", "lib"), "one/pom.xml": pom("one"), "two/pom.xml": pom("two"),
    "lib/pom.xml": pom("lib"),
  ]
  private static func with(_ more: [String: String]) -> [String: String] { modules.merging(more) { $1 } }

  @Test(
    arguments: [
      (["pom.xml": pom("x", parent: nil)], "", BuildOptions(), ""),
      (modules, "one", BuildOptions(), ""),
      // A group of modules in a larger reactor.
      (
        [
          "pom.xml": root("group"), "group/pom.xml": root("./app"), "group/app/pom.xml": pom("app"),
          "group/app/src/main/java/a/B.java": main,
        ], "group", BuildOptions(), "app"
      ),
      (modules, "", BuildOptions(package: "./two"), "two"), (modules, "", BuildOptions(package: ":lib"), "lib"),
      (with(["two/src/main/java/a/B.java": main]), "", BuildOptions(), "two"),
      (
        with(["one/src/main/java/a/B.java": main, "two/pom.xml": pom("two", "<mainClass>x.Y</mainClass>")]), "",
        BuildOptions(mainClass: "a.B"), "one"
      ),
      (with(["two/pom.xml": pom("api")]), "", BuildOptions(), "two"),
      (["pom.xml": root("app"), "app/pom.xml": pom("app")], "", BuildOptions(), "app"),
    ] as [([String: String], String, BuildOptions, String)])
  func `has one program`(files: [String: String], place: String, options: BuildOptions, expected: String) throws {
    #expect(try program(files, at: place, options) == expected)
  }

  @Test(
    arguments: [
      (modules, BuildOptions(), "several modules", "`lib`, `one`, `two`"),
      (modules, BuildOptions(package: "three"), "`build.package` is `three`", "`lib`, `one`, `two`"),
      (["pom.xml": root()], BuildOptions(), "packaged as a jar", "beside the pom.xml"),
    ] as [([String: String], BuildOptions, String, String)])
  func `with several programs is refused with their names`(
    files: [String: String], options: BuildOptions, message: String, hint: String
  ) throws {
    let failure = #expect(throws: Failure.self) { try program(files, at: "", options) }
    #expect(failure?.diagnostic.message.contains(message) == true, "\(failure?.diagnostic.message ?? "")")
    #expect(failure?.diagnostic.hints.first?.contains(hint) == true, "\(failure?.diagnostic.hints ?? [])")
  }

  /// Maven reads them, wherever they stand.
  @Test(arguments: [
    ("../.mvn/extensions.xml", "<extensions/>"), ("../.mvn/jvm.config", "-javaagent:evil.jar"),
    (
      "../pom.xml",
      "<project><modules><module>app</module></modules><repositories><repository><url>https://evil.example/m2</url></repository></repositories></project>"
    ),
    ("../.mvn/wrapper/maven-wrapper.properties", "distributionUrl=https\\://evil.example/maven.zip"),
    (
      "../lib/pom.xml",
      "<project><pluginRepositories><pluginRepository><url>https://evil.example/m2</url></pluginRepository></pluginRepositories></project>"
    ),
  ])
  func `is checked with the files of its workspace`(file: String, text: String) {
    var files = ["pom.xml": Self.root("lib", "app"), "lib/pom.xml": Self.pom("lib"), "app/pom.xml": Self.pom("app")]
    files[String(file.dropFirst(3))] =
      text.contains("<modules>") ? text.replacing("<modules>", with: "<modules><module>lib</module>") : text
    let found = Java().refusals(in: directory(files, at: "app"), trusting: PackageHosts())
    #expect(found.map(\.file) == [file], "\(found)")
  }

  @Test func `of Gradle is checked with the wrapper of its workspace`() {
    let files = [
      "settings.gradle": "", "app/build.gradle": "",
      "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=https\\://evil.example/gradle.zip",
    ]
    let found = Java().refusals(in: directory(files, at: "app"), trusting: PackageHosts())
    #expect(found.map(\.file) == ["../gradle/wrapper/gradle-wrapper.properties"])
  }

  @Test(
    arguments: [
      (["pom.xml", "build.gradle"], ["build.gradle"]), (["build.gradle", "gradle.lockfile"], []),
      (["pom.xml", "gradle.lockfile"], ["gradle.lockfile"]), (["src/main/java/A.java", "build.xml"], ["build.xml"]),
      (["A.java", "build.sbt"], ["build.sbt"]), (["pom.xml", "build.xml"], []),
    ] as [([String], [String])])
  func `has no file of a build tool that does not build it`(files: [String], unused: [String]) {
    let all = Dictionary(uniqueKeysWithValues: files.map { ($0, "<project/>") })
    #expect(Java().unusedFiles(in: directory(all, at: "")).map(\.file) == unused)
  }

  @Test func `with a mistake in any pom.xml is told its place`() {
    let files = ["pom.xml": Self.root("lib"), "lib/pom.xml": "<project>\n<a>\n</project>"]
    let found = Java().problems(in: directory(files, at: ""))
    #expect(found.map(\.file) == ["lib/pom.xml"] && found.first?.line == 2)
  }

  @Test func `of Gradle names the dependencies that its build file writes out`() {
    let text = """
      dependencies {
        implementation 'org.slf4j:slf4j-api:2.0.9'
        runtimeOnly("com.h2database:h2:2.2.224")
        testImplementation 'junit:junit:4.13'
        implementation project(':lib')
      }
      """
    let found = Java().dependencies(in: directory(["build.gradle": text], at: "")).direct
    #expect(found.map(\.dependency.name) == ["org.slf4j:slf4j-api", "com.h2database:h2"])
    #expect(found.map(\.line) == [2, 3])
  }

  @Test(
    arguments: [
      ("error: invalid target release: 99", true),
      ("Fatal error compiling: error: release version 99 not supported", true),
      ("release version 9 not supported", false), ("cannot find symbol", false),
    ])
  func `that asks for a newer Java is not at fault`(said: String, isOlder: Bool) {
    #expect(JavaFailure.wanted(in: said, own: 17) == (isOlder ? 99 : nil))
  }
}

extension String {
  fileprivate var wrapped: String { isEmpty ? "" : "<modules>\(self)</modules>" }
}
