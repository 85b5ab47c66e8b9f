import Diagnostics

/// Finds the class that starts an agent by reading its sources.
enum MainClass {
  /// The class that the setting or the project file names, or else the one found in the sources.
  static func find(in project: ProjectTree, _ agent: AgentDeclaration, _ options: BuildOptions) throws -> String {
    if let name = options.mainClass { return name }
    let (sources, place) = (project.own, agent.place)
    let prefix: String
    if sources.contains(MavenPom.file) {
      let program = try MavenProgram(MavenReactor(in: project.directory), in: sources, agent, options)
      if let name = MavenProject.mainClass(in: program.pom) { return name }
      prefix = MavenReactor.join(program.directory, "src/main/")
    } else if let gradle = try GradleLayout(in: project, options, at: place) {
      if let name = GradleProject.mainClass(in: gradle.text) { return name }
      prefix = MavenReactor.join(gradle.directory, "src/main/")
    } else {
      return try find(among: try PlainJavaProject.sourceFiles(in: sources, at: place), in: sources, at: place)
    }
    let files = sources.files.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".java") }
    return try find(among: files, in: sources, at: place)
  }

  /// The only class with a `main`, or the one called `Main` among several.
  static func find(among files: [String], in sources: SourceTree, at place: SourceLocation) throws -> String {
    var found: [String] = []
    for file in files {
      guard let text = try sources.text(file) else { continue }
      if let name = mainClass(in: text, file: file) { found.append(name) }
    }
    if found.count == 1 { return found[0] }
    let named = found.filter { $0 == "Main" || $0.hasSuffix(".Main") }
    if named.count == 1 { return named[0] }
    throw Failure(
      .agent, "program-unknown",
      found.isEmpty
        ? "no class has a `public static void main`"
        : "several classes have a `main`: \(found.joined(separator: ", "))",
      at: place,
      hints: ["name the class that starts the agent `Main`, or set `spec.pipeline.build.mainClass`"])
  }

  /// The class of a file with a `main` method: its package and the file's name.
  static func mainClass(in text: String, file: String) -> String? {
    let words = text.split { !($0.isLetter || $0.isNumber || "._$".contains($0)) }
    let hasMain = words.indices.contains { index in
      words[index...].starts(with: ["static", "void", "main"] as [Substring])
    }
    guard hasMain, let name = file.split(separator: "/").last?.dropLast(".java".count) else { return nil }
    let package = text.split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }
      .first { $0.hasPrefix("package ") }?
      .dropFirst("package ".count).prefix { $0 != ";" }.filter { !$0.isWhitespace }
    return package.map { "\($0).\(name)" } ?? String(name)
  }
}
