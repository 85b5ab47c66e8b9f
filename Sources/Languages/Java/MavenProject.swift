import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// A project of Maven: it compiles and collects the libraries, the layers are ours.
struct MavenProject {
  /// Where Maven writes the class path of each module, below its directory.
  private static let classPath = "target/agent-pipeline.classpath"

  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let reactor: MavenReactor
  private let program: MavenProgram

  init(_ request: BuildRequest, _ compiler: JavaCompiler) throws {
    self.request = request
    self.compiler = compiler
    reactor = MavenReactor(in: request.project.directory)
    program = try MavenProgram(reactor, in: request.sources, request.agent, request.options)
    try Java.check(
      request.agent,
      in: (MavenPom.file, reactor.modules.count > 1 ? try Self.poms(request.project) : program.pom))
  }

  /// The text of all, as dependencies may stand in any.
  private static func poms(_ project: ProjectTree) throws -> String {
    try project.tree.files.filter { $0 == MavenPom.file || $0.hasSuffix("/pom.xml") }
      .map { try project.tree.text($0) ?? "" }.joined(separator: "\n")
  }

  func recipes() async throws -> [LayerRecipe] {
    let wrapper = Self.wrapper(in: request.project.directory, reactor)
    let version = try await ProjectToolVersion.of(
      BuildTool("mvn", install: "apt-get install maven", Java.network, request),
      wrapper: wrapper.map { MavenReactor.join($0, ".mvn/wrapper/maven-wrapper.properties") }, library: "maven-core-",
      in: request.project.directory)
    let directory = request.applicationDirectory
    let inputs = ["maven-3", version, directory, program.directory] + compiler.inputs
    let hasDependencies = program.pom.contains("<dependencies>") || program.pom.contains("<parent>")
    // Code does not decide about libraries; what else is there may: other pom.xml files, .mvn, files of a profile.
    let decisive =
      reactor.hasModules || !reactor.parents.isEmpty ? try request.project.digestWithoutCode() : program.pom
    let libraries = LayerRecipe(
      "dependencies", role: .dependencies, directoryInImage: "\(directory)/lib",
      inputs: inputs + ["libraries", decisive], summary: "from pom.xml"
    ) { try await copyLibraries(to: $0) }
    let classes = LayerRecipe(
      "application", role: .application, directoryInImage: reactor.hasModules ? directory : "\(directory)/classes",
      inputs: inputs + ["classes", try request.project.digest()], summary: "compiled by Maven"
    ) { try await compile(to: $0) }
    return (hasDependencies ? [libraries] : []) + [classes]
  }

  /// `nil` if the project names none, or in a way that only Maven understands.
  static func mainClass(in pom: String) -> String? {
    for tag in ["mainClass", "exec.mainClass", "start-class"] {
      guard let start = pom.firstRange(of: "<\(tag)>") else { continue }
      let name = pom[start.upperBound...].prefix { $0 != "<" }.filter { !$0.isWhitespace }
      if !name.isEmpty, !name.contains("$") { return name }
    }
    return nil
  }

  /// The directory with mvnw: where Maven runs, or the agent's.
  private static func wrapper(in directory: ProjectDirectory, _ reactor: MavenReactor) -> String? {
    [reactor.root, ""].first { directory.exists(MavenReactor.join($0, "mvnw")) }
  }

  /// Maven's arguments for one module among others.
  static func selection(_ reactor: MavenReactor, _ program: MavenProgram, in directory: ProjectDirectory) -> [String] {
    guard reactor.hasModules, let root = directory[reactor.root.isEmpty ? "." : reactor.root]?.place,
      let module = directory[program.directory.isEmpty ? "." : program.directory]?.place
    else { return [] }
    let path = root.isEmpty ? module : String(module.dropFirst(root.count).drop { $0 == "/" })
    return path.isEmpty ? ["-pl", "."] : ["-pl", path, "-am"]
  }

  /// The jars that the class path has; the modules among them are made with the classes.
  private func copyLibraries(to directory: FilePath) async throws {
    let own = Set(reactor.modules.compactMap(\.pom.artifact)).sorted().joined(separator: ",")
    let others = reactor.hasModules ? ["-DexcludeArtifactIds=\(own)", "process-classes"] : []
    func copy(_ more: [String]) async throws -> Bool {
      try await run(
        ["-Dmaven.test.skip=true", "-DincludeScope=runtime"] + others + more
          + ["dependency:build-classpath", "-Dmdep.outputFile=\(Self.classPath)", "dependency:copy-dependencies"],
        for: directory
      ) { root, module in
        let names = try Self.classPath(of: module, in: root).map { $0.lastComponent?.string ?? "" }
        // One of two jars of a name would be written over the other.
        if more.isEmpty, Set(names).count < names.count { return false }
        let made = module.pushing("target/dependency")
        guard try FileStatus.of(made) != nil else { return true }
        try Project(only: root).require(made)
        try JavaDirectories.merge(made, into: directory)
        return true
      }
    }
    if try await copy([]) { return }
    _ = try await copy(["-Dmdep.prependGroupId=true"])
  }

  private func compile(to directory: FilePath) async throws {
    let classPath =
      reactor.hasModules
      ? ["dependency:build-classpath", "-DincludeScope=runtime", "-Dmdep.outputFile=\(Self.classPath)"] : []
    try await run(["-Dmaven.test.skip=true", "process-classes"] + classPath, for: directory) { root, module in
      let made = module.pushing("target/classes")
      let project = Project(only: root)
      guard try FileStatus.of(made) != nil else {
        throw Failure(
          .agent, "build-failed", "Maven made no `target/classes`", at: request.agent.place,
          hints: ["let `build.directory` and `build.outputDirectory` of pom.xml have their usual values"])
      }
      // A plugin may have put a link there.
      try project.require(made)
      if !reactor.hasModules { return try JavaDirectories.merge(made, into: directory) }
      try Directory.create(directory.appending("classes"))
      try JavaDirectories.merge(made, into: directory.appending("classes"))
      try addModules(Self.classPath(of: module, in: root), of: root, to: directory.appending("lib"))
    }
  }

  /// Modules become jars beside the others, always the same for the same classes.
  private func addModules(_ classPath: [FilePath], of root: FilePath, to directory: FilePath) throws {
    let project = Project(only: root)
    for path in classPath {
      guard path.starts(with: root) else {
        // `…/ARTIFACT/VERSION/FILE`: as long as the names of modules were left out, this jar was, too.
        let artifact = path.removingLastComponent().removingLastComponent().lastComponent?.string
        guard let artifact, reactor.modules.contains(where: { $0.pom.artifact == artifact }) else { continue }
        throw Failure(
          .agent, "build-failed", "the library and the module named `\(artifact)` cannot be told apart",
          at: request.agent.place, hints: ["rename the module"])
      }
      let module = reactor.modules.first { module in
        path.starts(with: root.pushing(FilePath(module.place)).lexicallyNormalized().appending("target"))
      }
      guard let name = module?.pom.jarName, try FileStatus.of(path)?.kind == .directory else {
        throw Failure(
          .agent, "build-failed", "`\(path.lastComponent?.string ?? "")` on Maven's class path is not that of a module",
          at: request.agent.place, hints: ["let `build.directory` of pom.xml have its usual value"])
      }
      try project.require(path)
      try Directory.create(directory)
      try StoredArchive.write(path, to: directory.appending("\(name).jar"), in: project)
    }
  }

  private static func classPath(of module: FilePath, in root: FilePath) throws -> [FilePath] {
    let file = module.pushing(FilePath(classPath))
    guard try FileStatus.of(file) != nil else { return [] }
    let text = String(decoding: try FileContents.read(file, limit: 4 << 20, in: Project(only: root)), as: UTF8.self)
    return text.split { $0 == ":" || $0.isNewline }.map { FilePath(String($0)) }
  }

  private func run<Result>(
    _ goals: [String], for directory: FilePath, _ collect: (_ root: FilePath, _ module: FilePath) throws -> Result
  ) async throws -> Result {
    try await Directory.withTemporary(prefix: "maven", beside: directory) { scratch in
      let scratch = FileStatus.realPath(of: scratch) ?? scratch
      let agent = try request.project.copy(to: scratch)
      let root = agent.pushing(FilePath(reactor.root)).lexicallyNormalized()
      for module in reactor.modules {
        // What is there was compiled before, from other sources perhaps.
        let old = agent.pushing(FilePath(module.path)).appending("target").lexicallyNormalized()
        if old.starts(with: scratch), try FileStatus.of(old) != nil { try Directory.remove(old) }
      }
      let wrapper = Self.wrapper(in: request.project.directory, reactor).map {
        agent.pushing(FilePath($0)).appending("mvnw").lexicallyNormalized()
      }
      if let wrapper { try ProjectToolVersion.makeExecutable(wrapper) }
      let maven = BuildTool(
        wrapper?.string ?? "mvn", install: "apt-get install maven", Java.network, request)
      do {
        try await maven.run(
          ["--batch-mode", "--no-transfer-progress", "-Dproject.build.outputTimestamp=315532800"]
            + Self.selection(reactor, program, in: request.project.directory) + goals,
          in: root, purpose: "Maven cannot build the agent"
        ) { call in
          // Plugins run and download in one process, so both are allowed at once.
          (call.writes, call.network, call.cache) = ([scratch, directory], .indexes, .write)
          call.runsProjectCode = true
        }
      } catch let failure as Failure {
        throw JavaFailure.explained(failure, compiler)
      }
      return try collect(scratch, agent.pushing(FilePath(program.directory)))
    }
  }
}
