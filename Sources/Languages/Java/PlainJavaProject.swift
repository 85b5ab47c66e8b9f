import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Java files without a build tool: those below `src/main/java`, or else all; libraries are jars in `lib`.
struct PlainJavaProject: JavaProject {
  private static let sourceFolder = "src/main/java/"
  private static let resourceFolder = "src/main/resources/"
  private static let libraryFolder = "lib/"

  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let files: [String]
  private let libraries: [String]

  init(_ request: BuildRequest, _ compiler: JavaCompiler) throws {
    self.request = request
    self.compiler = compiler
    files = try Self.sourceFiles(in: request.sources, at: request.agent.place)
    libraries = request.sources.files.filter { $0.hasPrefix(Self.libraryFolder) && $0.hasSuffix(".jar") }
    try DeclaredDependencies.check(
      request.agent.dependencies, in: ("lib", libraries.joined(separator: "\n"))
    ) { "put the jar of `\($0)` into `lib`, or add a `pom.xml`" }
  }

  /// What is to be compiled: tests are not.
  static func sourceFiles(in sources: SourceTree, at place: SourceLocation) throws(Failure) -> [String] {
    let java = sources.files.filter { $0.hasSuffix(".java") && !$0.hasSuffix("module-info.java") }
    let inFolder = java.filter { $0.hasPrefix(sourceFolder) }
    let files =
      inFolder.isEmpty
      ? java.filter { file in !["test/", "tests/", "src/test/"].contains(where: file.hasPrefix) } : inFolder
    guard !files.isEmpty else {
      throw Failure(
        .agent,
        .error(
          "program-unknown", "the agent's folder holds no Java files", at: place,
          hints: ["put them below `src/main/java`"]))
    }
    return files
  }

  func recipes() throws -> [LayerRecipe] {
    let digest = try request.sources.digest()
    let classes = LayerRecipe(
      "application", role: .application, folderInImage: "\(request.applicationFolder)/classes",
      inputs: compiler.inputs + ["plain", digest],
      summary: "\(files.count) files compiled for Java \(compiler.release)"
    ) { folder in
      try await Folder.withTemporary(prefix: "java", beside: folder) { scratch in
        let sources = scratch.appending("source")
        try request.sources.copy(to: sources)
        let made = scratch.appending("classes")
        try await compiler.compile(
          files, classPath: libraries.isEmpty ? nil : "lib/*", in: sources, to: made)
        let resources = sources.pushing(FilePath(Self.resourceFolder))
        try JavaFolders.merge(made, into: folder)
        if try FileStatus.of(resources) != nil { try JavaFolders.merge(resources, into: folder) }
      }
    }
    guard !libraries.isEmpty else { return [classes] }
    var inputs = ["java-libraries-1"]
    for library in libraries {
      inputs += [library, "\(try request.sources.digest(of: library))"]
    }
    let copied = LayerRecipe(
      "dependencies", role: .dependencies, folderInImage: "\(request.applicationFolder)/lib", inputs: inputs,
      summary: "\(libraries.count) jars"
    ) { folder in
      for library in libraries {
        // Flat, because `lib/*` of a class path does not look into folders.
        guard let name = FilePath(library).lastComponent else { continue }
        try OpenFile.copy(
          request.sources.folder.pushing(FilePath(library)), to: folder.appending(name), permissions: 0o644)
      }
    }
    return [copied, classes]
  }

  func mainClass() throws -> String {
    try MainClass.find(among: files, in: request.sources, at: request.agent.place)
  }
}

/// Moving what compilers made.
enum JavaFolders {
  /// Moves a folder's entries into another one, folder by folder.
  static func merge(_ folder: FilePath, into goal: FilePath) throws {
    for name in try Folder.names(in: folder) {
      let (old, new) = (folder.appending(name), goal.appending(name))
      if try FileStatus.of(old)?.kind == .folder, try FileStatus.of(new)?.kind == .folder {
        try merge(old, into: new)
      } else {
        try Folder.move(old, to: new)
      }
    }
  }
}
