import Diagnostics
import SystemPackage

/// The module of a Maven build that the agent is.
struct MavenProgram {
  /// Below the agent's directory; empty for its own.
  let directory: String
  let pom: String

  /// - Throws: if none or several can be the program.
  init(
    _ reactor: MavenReactor, in sources: SourceTree, _ agent: AgentDeclaration, _ options: BuildOptions
  ) throws {
    let programs = reactor.programs
    func unknown(_ message: String) -> Failure {
      let names = programs.map { $0.path.isEmpty ? "`.`" : "`\($0.path)`" }.joined(separator: ", ")
      return Failure(
        .agent, "program-unknown", message, at: agent.place,
        hints: [
          programs.isEmpty
            ? "put agent.yaml beside the pom.xml of a module that is packaged as a jar"
            : "set `spec.pipeline.build.package` to one of \(names)"
        ])
    }
    func has(_ module: MavenReactor.Module, _ test: (String) -> Bool) -> Bool {
      sources.files.contains { file in
        let prefix = MavenReactor.join(module.path, "src/main/")
        return file.hasPrefix(prefix) && test(file)
      }
    }
    var found = programs
    if let package = options.package {
      let path = package.split { $0 == "/" || $0 == ":" }.filter { $0 != "." }.joined(separator: "/")
      found = programs.filter { $0.path == path }
      if found.isEmpty { found = programs.filter { $0.pom.artifact == path } }
      if found.count != 1 { throw unknown("`build.package` is `\(package)`, which is not a module") }
    } else if found.count > 1, let name = options.mainClass {
      let path = "/" + name.replacing(".", with: "/").prefix { $0 != "$" } + "."
      let holding = found.filter { has($0) { $0.contains(path) } }
      if !holding.isEmpty { found = holding }
    }
    if found.count > 1, let own = found.first(where: { $0.path.isEmpty }) { found = [own] }
    if found.count > 1 {
      let starting = try found.filter { module in
        if let text = try sources.text(MavenReactor.join(module.path, MavenPom.file)),
          MavenProject.mainClass(in: text) != nil
        {
          return true
        }
        return try sources.files.contains { file in
          guard file.hasPrefix(MavenReactor.join(module.path, "src/main/")), file.hasSuffix(".java"),
            let text = try sources.text(file)
          else { return false }
          return MainClass.mainClass(in: text, file: file) != nil
        }
      }
      if !starting.isEmpty { found = starting }
    }
    if found.count > 1, let named = found.first(where: { $0.pom.artifact == agent.name || $0.path == agent.name }) {
      found = [named]
    }
    guard let module = found.first, found.count == 1 else {
      throw unknown(
        found.isEmpty ? "no module of the Maven build is packaged as a jar" : "several modules can be the agent")
    }
    directory = module.path
    pom = try sources.text(MavenReactor.join(module.path, MavenPom.file)) ?? ""
  }
}
