import FileIO
import PipelineCore
import SystemPackage
import Testing

/// javac is a Debian package that a contributor may not have; nothing here needs an index of packages.
@Suite("Java agents", .enabled(if: Workbench.has("javac"))) struct JavaTests {
  private static let greeting =
    "package greeting; public class Greeting { public static String text() { return \"hi\"; } }"
  private static let main = """
    package agent;
    public class Main { public static void main(String[] a) { System.out.println(greeting.Greeting.text()); } }
    """

  /// An agent whose one library is a jar in its directory.
  private func bench(_ files: [String: String], jar: String) async throws -> Workbench {
    let own = ["agent.yaml": manifest("java:17"), "src/main/java/agent/Main.java": Self.main]
    let bench = try Workbench(own.merging(files) { $1 })
    try FileContents.write(Array(Self.greeting.utf8), to: bench.directory.appending("Greeting.java"))
    // A fixed time: the jar's own would be this test's.
    let made = try await bench.shell(
      "mkdir -p $(dirname \(jar)) && javac -d ../made ../Greeting.java && jar -c -f \(jar) --date=2000-01-01T00:00:00Z -C ../made ."
    )
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  private let base = ["--build-base-image", "scratch"]

  /// The libraries stay when the code changes.
  private func check(_ bench: Workbench, library: String, environment: [String: String] = [:]) async throws {
    let first = try await bench.run("build", base, environment: environment)
    #expect(first.exitCode == 0, "\(first.output)")
    #expect(try bench.paths(in: .dependencies, of: first).contains("app/lib/\(library)"))
    #expect(try bench.paths(in: .application, of: first).contains("app/classes/agent/Main.class"))
    let text = try await bench.shell("cat .agent-pipeline/image/blobs/sha256/* | grep -ao '\"Entrypoint\":[^]]*]'")
    #expect(text.output == "\"Entrypoint\":[\"java\",\"-cp\",\"/app/classes:/app/lib/*\",\"agent.Main\"]\n")
    try bench.write(Self.main.replacing("println", with: "print"), to: "src/main/java/agent/Main.java")
    let second = try await bench.run("build", base, environment: environment)
    #expect(second.exitCode == 0, "\(second.output)")
    #expect(second.image?.layers.prefix(2).map(\.cached) == [true, false])
    #expect(second.layer(.application) != first.layer(.application))
  }

  @Test func `of plain files keep their jars in a layer of their own`() async throws {
    try await check(try await bench([:], jar: "lib/greeting.jar"), library: "greeting.jar")
  }

  // Gradle is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("gradle"))) func `of Gradle keep their libraries in a layer of their own`()
    async throws
  {
    let script = """
      apply plugin: 'java'
      apply plugin: 'application'
      mainClassName = 'agent.Main'
      dependencies { implementation files('jars/greeting.jar') }
      """
    let bench = try await bench(["build.gradle": script], jar: "jars/greeting.jar")
    try await check(bench, library: "greeting.jar")
  }

  /// Debian's own repository for Maven, which holds what its packages brought along.
  private static let repository = "/usr/share/maven-repo"
  static var hasPlugins: Bool {
    Workbench.has("mvn")
      && [
        "maven-dependency-plugin/3.5.0", "maven-compiler-plugin/3.10.1", "maven-resources-plugin/3.3.0",
        "maven-surefire-plugin",
      ].allSatisfy {
        Workbench.exists("\(repository)/org/apache/maven/plugins/\($0)")
      } && Workbench.exists("\(repository)/org/junit/junit-bom")
  }

  // Without the plugins, Maven would need an index; Scripts/install-packages.sh installs them.
  @Test(.enabled(if: hasPlugins)) func `of Maven keep their libraries in a layer of their own`() async throws {
    let pom = """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
        <properties>
          <maven.compiler.source>17</maven.compiler.source>
          <maven.compiler.target>17</maven.compiler.target>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <dependencies><dependency>
          <groupId>commons-io</groupId><artifactId>commons-io</artifactId><version>debian</version>
        </dependency><dependency>
          <groupId>example</groupId><artifactId>greeting</artifactId><version>1.0</version>
        </dependency></dependencies>
        <build><plugins><plugin>
          <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>
          <version>3.5.0</version>
        </plugin></plugins></build>
      </project>
      """
    let code = Self.main.replacing(
      "greeting.Greeting.text()",
      with: "org.apache.commons.io.FilenameUtils.getName(\"a/b\") + greeting.Greeting.text()")
    let files = ["pom.xml": pom, "src/main/java/agent/Main.java": code]
    // A repository that Maven fetches from, besides the local one.
    let bench = try await bench(files, jar: "../remote/example/greeting/1.0/greeting-1.0.jar")
    let greeting =
      "<project><modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>greeting</artifactId><version>1.0</version></project>"
    try bench.write(greeting, to: "../remote/example/greeting/1.0/greeting-1.0.pom")
    // Maven's own settings name it, as they would name a company's repository.
    let home = bench.directory.appending("home")
    let remote = "\(bench.directory)/remote"
    let copied = try await bench.shell(
      "mkdir -p \(home)/.m2 && cp -rsn \(Self.repository)/. \(remote) && printf '%s' '<settings><mirrors><mirror><id>remote</id><mirrorOf>*</mirrorOf><url>file://\(remote)</url></mirror></mirrors></settings>' >\(home)/.m2/settings.xml"
    )
    #expect(copied.status == 0, "\(copied.output)")
    let outcome = try await bench.run("build", base, environment: ["HOME": home.string])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(
      try bench.paths(in: .dependencies, of: outcome).filter { $0.hasSuffix(".jar") } == [
        "app/lib/commons-io-debian.jar", "app/lib/greeting-1.0.jar",
      ])
    #expect(try bench.paths(in: .application, of: outcome).contains("app/classes/agent/Main.class"))
    let root = try await bench.unpack(outcome, to: "root")
    let said = try await bench.shell("java -cp '\(root)/app/classes:\(root)/app/lib/*' agent.Main")
    #expect(said.output == "bhi\n")
  }

  private static let pom =
    "<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version></project>"

  /// As a repository that was written on Windows has it.
  @Test func `with a wrapper that cannot download are not the agent's fault`() async throws {
    for (wrapper, project) in [("mvnw", "pom.xml"), ("gradlew", "build.gradle")] {
      let bench = try Workbench([
        "agent.yaml": manifest("java"), project: project == "pom.xml" ? Self.pom : "apply plugin: 'java'\n",
        "src/main/java/agent/Main.java": Self.main,
        wrapper: "#!/bin/sh\necho 'java.net.UnknownHostException: repo.maven.apache.org'\nexit 1\n",
      ])
      _ = try await bench.shell("chmod -x \(wrapper)")
      let outcome = try await bench.run("build", base)
      #expect(outcome.exitCode == 3 && outcome.errors == ["package-index-unreachable"], "\(outcome.output)")
    }
  }

  @Test func `for a newer Java are not the agent's fault`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("java"), "pom.xml": Self.pom, "src/main/java/agent/Main.java": Self.main,
      "mvnw": "#!/bin/sh\necho '[ERROR] Fatal error compiling: error: release version 99 not supported'\nexit 1\n",
    ])
    let outcome = try await bench.run("build", base)
    #expect(outcome.exitCode == 3 && outcome.errors == ["toolchain-too-old"], "\(outcome.output)")
  }

  @Test func `with several main classes start as the setting or the entrypoint says`() async throws {
    let files = [
      "agent.yaml": manifest("java"), "A.java": "class A { public static void main(String[] x) {} }",
      "B.java": "class B { public static void main(String[] x) {} }",
    ]
    let unknown = try await Workbench(files).run("build", base)
    #expect(unknown.exitCode == 1 && unknown.errors == ["program-unknown"], "\(unknown.output)")
    for settings in ["mainClass: B", "entrypoint: [java, -cp, /app/classes, B]"] {
      let chosen = files.merging(["agent.yaml": manifest("java", "pipeline: {build: {\(settings)}}")]) { $1 }
      let outcome = try await Workbench(chosen).run("build", base)
      #expect(outcome.exitCode == 0, "\(outcome.output)")
    }
  }
}
