import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import Languages

@Suite struct `the Dockerfile of a runtime` {
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var spec: String
    var files: [String: String]
    var base: String
    var isDefaultBase = true

    var testDescription: String { name }
  }

  private static let pom = "<project><dependencies></dependencies><mainClass>a.Main</mainClass></project>"
  static let samples = [
    Sample(
      name: "python",
      spec: "runtime: python:3.11\n  dependencies: [\"a==1; python_version > '3'\"]\n  dev_dependencies: [pytest]",
      files: [
        "main.py": "", "requirements.txt": "-r more/other.txt\n", "more/other.txt": "b==1 --hash=sha256:00\n",
      ], base: "docker.io/library/python:3.11-slim"),
    Sample(
      name: "nodejs", spec: "runtime: nodejs:20",
      files: [
        "package.json": #"{"main": "s.js", "dependencies": {"x": "1"}, "devDependencies": {"y": "1"}}"#,
        "package-lock.json": #"{"packages": {}}"#, ".npmrc": "a=b",
      ], base: "mine:1", isDefaultBase: false),
    Sample(
      name: "nodejs-yarn", spec: "runtime: nodejs",
      files: [
        "package.json": #"{"dependencies": {"x": "1"}}"#, "yarn.lock": "",
      ], base: "docker.io/library/node:lts-slim"),
    Sample(
      name: "go", spec: "runtime: go:1.22", files: ["go.mod": "module a", "go.sum": "", "main.go": "package main\n"],
      base: "scratch"),
    Sample(
      name: "rust", spec: "runtime: rust:1.75",
      files: ["Cargo.toml": "[package]", "Cargo.lock": "", "src/main.rs": ""], base: "gcr.io/distroless/cc-debian12"),
    Sample(
      name: "java-maven", spec: "runtime: java:17", files: ["pom.xml": pom, "src/main/java/a/Main.java": ""],
      base: "docker.io/library/eclipse-temurin:17-jre"),
    Sample(
      name: "java-gradle", spec: "runtime: java:21",
      files: ["build.gradle": "application { mainClass = 'a.B' }\ndependencies {}", "src/main/java/a/B.java": ""],
      base: "docker.io/library/eclipse-temurin:21-jre"),
    Sample(
      name: "java-plain", spec: "runtime: java:17",
      files: ["lib/x.jar": "", "Main.java": "class Main { public static void main(String[] a) {} }"],
      base: "docker.io/library/eclipse-temurin:17-jre"),
  ]

  private func dockerfile(_ sample: Sample, probe: HealthProbe? = nil) throws -> RuntimeDockerfile {
    let directory = try Directory.temporary(prefix: "dockerfile-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in sample.files {
      let path = directory.appending(FilePath(name).components)
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    let text = "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: app}\nspec:\n  \(sample.spec)\n"
    let manifest = try #require(ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml").manifest)
    return try manifest.spec.runtime.value.language.dockerfile(
      DockerfileRequest(
        agent: manifest.declaration,
        project: ProjectTree(tree: SourceTree(directory: directory, entries: entries), agent: ""), base: sample.base,
        isDefaultBase: sample.isDefaultBase, applicationDirectory: "/app", probe: probe))
  }

  @Test(arguments: samples)
  func `installs and compiles before the code comes in`(sample: Sample) throws {
    let file = try dockerfile(sample)
    let parts = [
      file.stages.text, "FROM \(sample.base)\n" + file.image.text,
      file.expandingEnvironment.map { "ENV \($0.name)=\"\($0.value)\"\n" }.joined(),
      "ENTRYPOINT \(DockerfileText.list(file.build.entrypoint))\n", file.tests.map { "# tests\n\($0.text)" } ?? "",
    ]
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
    #expect(try GoldenFiles().problem(with: text, "\(sample.name).Dockerfile") == nil)
  }

  @Test(arguments: samples)
  func `has a program that asks the agent how it is`(sample: Sample) throws {
    let probe = HealthProbe(.http(path: "/a'b\"$c"), port: 1, timeout: .seconds(2))
    let file = try dockerfile(sample, probe: probe)
    let command = try #require(file.build.probeCommand)
    let isInImage = ["python3", "node"].contains(command[0]) || file.image.text.contains("/opt/agent/probe")
    #expect(isInImage, "\(command)")
  }
}

@Suite struct `a value in a Dockerfile` {
  @Test(arguments: [
    ("plain", #"ENV A="plain""#), ("a \"b\" $HOME \\ `x`", #"ENV A="a \"b\" \$HOME \\ `x`""#), ("", #"ENV A="""#),
    ("é\u{2028}", "ENV A=\"é\u{2028}\""),
  ])
  func `stands as it is`(value: String, line: String) throws {
    var text = DockerfileText()
    try text.environment("A", value)
    #expect(text.text == line + "\n")
  }

  @Test(arguments: ["two\nlines", "return\r", "\u{0}"])
  func `of several lines is refused`(value: String) {
    #expect(throws: Failure.self) {
      var text = DockerfileText()
      try text.environment("A", value)
    }
    #expect(throws: Failure.self) {
      var text = DockerfileText()
      try text.label("a\nUSER root", value)
    }
  }

  /// Whatever the agent's files and fields are called, there is one instruction a line, and each is ours.
  @Test(arguments: ["a\nUSER root", "a\" && rm -rf /", "$(id)", "\\", "'", "a\u{85}b", "x\\\ny"])
  func `never becomes an instruction`(hostile: String) {
    var text = DockerfileText()
    text.from("base\(hostile)", as: "x")
    text.copySource([hostile], to: "/\(hostile)")
    text.copy([hostile], to: hostile, from: "x")
    text.run(["echo", hostile])
    text.run(script: "echo \"$1\"", [hostile])
    text.workingDirectory(hostile)
    text.expose(hostile)
    text.volumes([hostile])
    text.user(hostile)
    text.healthCheck([], [hostile])
    text.entrypoint([hostile])
    #expect(
      text.text.split(separator: "\n").map { String($0.prefix { $0 != " " }) } == [
        "FROM", "COPY", "COPY", "RUN", "RUN", "WORKDIR", "EXPOSE", "VOLUME", "USER", "HEALTHCHECK", "ENTRYPOINT",
      ])
    #expect(!text.text.contains("\r"))
  }

  @Test func `build arguments are declared in every stage`() {
    var text = DockerfileText()
    text.from("a", as: "one")
    text.run(["x"])
    text.from("b")
    #expect(
      text.declaring(["P", "Q"]).lines == [
        "FROM a AS one", "ARG P", "ARG Q", "RUN [\"x\"]", "FROM b", "ARG P", "ARG Q",
      ])
  }
}
