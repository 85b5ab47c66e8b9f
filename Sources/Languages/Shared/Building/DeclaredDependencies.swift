import Diagnostics

/// Compares agent.yaml with the language's own file, which decides.
enum DeclaredDependencies {
  /// - Parameters:
  ///   - file: the language's own file, such as `go.mod`, and its text.
  ///   - remedy: how a dependency gets into it: `go get NAME`.
  static func check(
    _ dependencies: [Located<String>], _ notation: any DependencyNotation.Type, in file: (name: String, text: String),
    remedy: (String) -> String
  ) throws(Failure) {
    for dependency in dependencies {
      let name = name(of: dependency.value, notation)
      if file.text.contains(name) { continue }
      throw Failure(
        .agent, "dependency-not-declared", "`\(name)` is a dependency in agent.yaml, but not in `\(file.name)`",
        at: dependency.location, hints: ["\(remedy(dependency.value)), or remove it from agent.yaml"])
    }
  }

  /// What the language's file contains: of `org.slf4j:slf4j-api:2.0` the artifact, `slf4j-api`.
  static func name(of dependency: String, _ notation: any DependencyNotation.Type) -> String {
    let name = (try? notation.parse(dependency))?.name ?? dependency
    return name.split(separator: ":").last.map(String.init) ?? name
  }
}
