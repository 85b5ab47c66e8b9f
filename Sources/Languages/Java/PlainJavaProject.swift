import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import TextFormats

/// Java files without a build tool: those below `src/main/java`, or else all; libraries are jars in `lib`.
struct PlainJavaProject {
  private static let sourceDirectory = "src/main/java/"
  private static let resourceDirectory = "src/main/resources/"
  private static let libraryDirectory = "lib/"

  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let files: [String]
  private let libraries: [String]

  init(_ request: BuildRequest, _ compiler: JavaCompiler) throws {
    self.request = request
    self.compiler = compiler
    files = try Self.sourceFiles(in: request.sources, at: request.agent.place)
    libraries = request.sources.files.filter { $0.hasPrefix(Self.libraryDirectory) && $0.hasSuffix(".jar") }
    try DeclaredDependencies.check(
      request.agent.dependencies, MavenCoordinates.self, in: ("lib", libraries.joined(separator: "\n"))
    ) { "put the jar of `\($0)` into `lib`, or add a `pom.xml`" }
  }

  /// What is to be compiled: tests are not.
  static func sourceFiles(in sources: SourceTree, at place: SourceLocation) throws(Failure) -> [String] {
    // The tests of a project below would be compiled with its code, and its dependencies would be missing.
    if let other = sources.files.first(where: { $0.hasSuffix("/pom.xml") }) {
      throw Failure(
        .agent, "module-missing", "`\(other)` is there, but no `pom.xml` in the agent's directory", at: place,
        hints: ["put agent.yaml beside `\(other)`"])
    }
    let java = sources.files.filter { $0.hasSuffix(".java") && !$0.hasSuffix("module-info.java") }
    let inDirectory = java.filter { $0.hasPrefix(sourceDirectory) }
    let files =
      inDirectory.isEmpty
      ? java.filter { !isTest($0) } : inDirectory
    guard !files.isEmpty else {
      throw Failure(
        .agent, "program-unknown", "the agent's directory contains no Java files", at: place,
        hints: ["put them under `src/main/java`"])
    }
    return files
  }

  /// Tests would be part of the program, and what they need is missing: `test/`, `src/test/`, `app/src/integrationTest/`.
  private static func isTest(_ file: String) -> Bool {
    let parts = file.split(separator: "/").dropLast()
    if let first = parts.first, ["test", "tests"].contains(first) { return true }
    return zip(parts, parts.dropFirst()).contains { $0 == "src" && $1.lowercased().contains("test") }
  }

  func recipes() throws -> [LayerRecipe] {
    let digest = try request.project.digest()
    let classes = LayerRecipe(
      "application", role: .application, directoryInImage: "\(request.applicationDirectory)/classes",
      inputs: compiler.inputs + ["plain", digest],
      summary: "\(HumanText.count(files.count, "file")) compiled for Java \(compiler.release)"
    ) { directory in
      try await Directory.withTemporary(prefix: "java", beside: directory) { scratch in
        let sources = scratch.appending("source")
        try request.sources.copy(to: sources)
        let made = scratch.appending("classes")
        try await compiler.compile(
          files, classPath: libraries.isEmpty ? nil : "lib/*", in: sources, to: made)
        let resources = sources.pushing(FilePath(Self.resourceDirectory))
        try JavaDirectories.merge(made, into: directory)
        // A repository may contain links to anything, and in the copy they lead nowhere.
        try Project(only: request.sources.directory).require(
          request.sources.directory.pushing(FilePath(Self.resourceDirectory)))
        if try FileStatus.of(resources) != nil { try JavaDirectories.merge(resources, into: directory) }
      }
    }
    guard !libraries.isEmpty else { return [classes] }
    var inputs = ["java-libraries-1"]
    for library in libraries {
      inputs += [library, "\(try request.sources.digest(of: library))"]
    }
    let copied = LayerRecipe(
      "dependencies", role: .dependencies, directoryInImage: "\(request.applicationDirectory)/lib", inputs: inputs,
      summary: HumanText.count(libraries.count, "jar")
    ) { directory in
      for library in libraries {
        // Flat, because `lib/*` of a class path does not look into directories.
        guard let name = FilePath(library).lastComponent else { continue }
        try OpenFile.copy(
          request.sources.directory.pushing(FilePath(library)), to: directory.appending(name), permissions: 0o644)
      }
    }
    return [copied, classes]
  }
}

/// Moving what compilers made.
enum JavaDirectories {
  /// Moves a directory's entries into another one, directory by directory.
  static func merge(_ directory: FilePath, into goal: FilePath) throws {
    for name in try Directory.names(in: directory) {
      let (old, new) = (directory.appending(name), goal.appending(name))
      if try FileStatus.of(old)?.kind == .directory, try FileStatus.of(new)?.kind == .directory {
        try merge(old, into: new)
      } else {
        try Directory.move(old, to: new)
      }
    }
  }
}
