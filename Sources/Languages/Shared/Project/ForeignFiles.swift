extension Language {
  /// The files of this language's package manager that name dependencies, in an agent of another language.
  /// - Parameter runtime: the agent's.
  public func filesWithoutEffect(in directory: ProjectDirectory, runtime: String) -> [ProjectFileProblem] {
    var seen: Set<String> = []
    return dependencies(in: directory).direct.filter { seen.insert($0.file).inserted }.map { entry in
      ProjectFileProblem(
        file: entry.file,
        message: "`\(entry.file)` names `\(entry.dependency.name)`, which the runtime `\(runtime)` does not install",
        line: entry.line, column: 1,
        hint: "if the image does not need it, put `\(entry.file)` into .dockerignore or `build.ignore`; "
          + "else install it with a command of `build.run`")
    }
  }
}
