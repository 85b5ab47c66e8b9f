/// A COPY or ADD of the last stage.
struct DockerfileCopy {
  private let options: [String]
  private let sources: [String]
  private let target: String
  private let place: String
  private let survey: Survey

  init(_ word: String, _ rest: Found<String>, _ survey: Survey) {
    let words = rest.value.split { $0.isWhitespace || "[],\"".contains($0) }.map(String.init)
    options = words.filter { $0.hasPrefix("--") }
    let paths = words.filter { !$0.hasPrefix("--") }
    sources = paths.dropLast().map(Self.normal)
    target = paths.last ?? ""
    place = rest.place
    self.survey = survey
  }

  /// Whether files get to a place where the image does not have them.
  var isOmitted: Bool {
    if let from = options.first(where: { $0.hasPrefix("--from=") })?.dropFirst("--from=".count) {
      let isStage = survey.docker?.stages.contains(from.lowercased()) == true || Int(from) != nil
      return !isStage && !from.contains("/uv")
    }
    let ownFiles = ["requirements", "package", "pyproject", "poetry.lock", "uv.lock", "Pipfile", "go.", "Cargo."]
    let isProject = sources.allSatisfy { source in
      source.isEmpty || source.contains("*") || ownFiles.contains { FilePathText.last(source).hasPrefix($0) }
    }
    if isProject { return false }
    return isCompiled ? isFinal && included.isEmpty : sources.contains { $0.contains("://") } || isElsewhere
  }

  /// Files that a compiled program may read, where the Dockerfile puts them beside it.
  var included: [Found<String>] {
    guard isCompiled, isFinal, !options.contains(where: { $0.hasPrefix("--from=") }), !isElsewhere else { return [] }
    return sources.filter { source in
      !source.isEmpty && survey.project.files.contains { $0 == source || $0.hasPrefix("\(source)/") }
        && isBeside(source)
    }.map { Found($0, in: place) }
  }

  private var isCompiled: Bool { [.go, .rust].contains(survey.files.language) }

  /// Whether the stage holds the finished program; one with a compiler is given what it compiles.
  private var isFinal: Bool {
    let image = survey.docker?.images.last?.value ?? ""
    return (survey.docker?.images.count ?? 0) > 1 && !["golang", "rust"].contains { image.contains($0) }
  }

  /// Whether the target is outside of the directory that the program runs in.
  private var isElsewhere: Bool {
    let directory = survey.docker?.directory ?? ""
    return target.hasPrefix("/") && !directory.isEmpty && directory != "/" && !target.hasPrefix(directory)
  }

  /// Whether the image has the files by the same path as the project.
  private func isBeside(_ source: String) -> Bool {
    let directory = survey.docker?.directory ?? ""
    var path = target.hasPrefix("/") && target.hasPrefix(directory) ? String(target.dropFirst(directory.count)) : target
    while path.hasPrefix("/") { path.removeFirst() }
    path = Self.normal(path)
    // A file goes into a directory, and of a directory what it holds.
    let isFile = survey.project.files.contains(source)
    return path == source || (isFile && path == FilePathText.directory(source))
  }

  /// `./ui/` → `ui`; empty for the directory itself.
  private static func normal(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
