import TextFormats

/// Whether a project has tests, in whatever way they run.
enum ProjectTests {
  /// - Returns: for people, what has them: `tests.py`.
  static func evidence(in survey: Survey) -> String? {
    if survey.files.language == .nodejs {
      let script = survey.project.json(NodeSetup.file)?.value(at: "/scripts/test")?.text
      // What `npm init` writes.
      return script.flatMap { $0.contains("no test specified") ? nil : "the script `test` of \(NodeSetup.file)" }
    }
    return survey.project.files.first { isTest($0, survey.files.language) }.map { "`\($0)`" }
  }

  private static func isTest(_ path: String, _ language: SourceLanguage) -> Bool {
    guard SourceLanguage(file: path) == language else { return false }
    let name = FilePathText.last(path)
    return switch language {
    case .python: name.hasPrefix("test_") || name.hasSuffix("_test.py") || ["tests.py", "test.py"].contains(name)
    case .java: path.contains("src/test/")
    case .go, .rust, .nodejs: false
    }
  }
}
