import Diagnostics

/// Compares agent.yaml with the language's own file, which decides.
enum DeclaredDependencies {
  /// - Parameters:
  ///   - file: the language's own file, such as `go.mod`, and its text.
  ///   - remedy: how a dependency gets into it: `go get NAME`.
  static func check(
    _ dependencies: [Located<String>], in file: (name: String, text: String), remedy: (String) -> String
  ) throws(Failure) {
    for dependency in dependencies where !file.text.contains(name(of: dependency.value)) {
      let name = name(of: dependency.value)
      throw Failure(
        .agent, "dependency-not-declared", "`\(name)` is a dependency in agent.yaml, but not in `\(file.name)`",
        at: dependency.location, hints: ["\(remedy(dependency.value)), or remove the line"])
    }
  }

  /// `express@4.18.2` → `express`, `@scope/name@1` → `@scope/name`, `serde = "1"` → `serde`,
  /// `org.slf4j:slf4j-api:2.0` → `slf4j-api`.
  static func name(of dependency: String) -> String {
    let text = dependency.drop(while: \.isWhitespace)
    let scope = text.hasPrefix("@") ? "@" : ""
    let name = text.dropFirst(scope.count).prefix { !$0.isWhitespace && !"@=<>^~".contains($0) }
    let parts = name.split(separator: ":")
    return scope + (parts.count >= 2 ? parts[1] : name)
  }
}
