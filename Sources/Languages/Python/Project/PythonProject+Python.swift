extension PythonProject {
  /// Which versions of Python the project's files accept, as they say it, and where they do.
  var requiredPythons: [(text: String, range: VersionRange, place: String)] {
    var found: [(String, VersionRange?, String)] = []
    if let text = pyproject?.requiredPython {
      found.append((text, .python(PythonRequirement.specifiers(text)), "`requires-python` in pyproject.toml"))
    }
    if source == .poetryLock, let text = pyproject?.poetryPython {
      let range = VersionRange.semantic(text.replacing(",", with: " "), bareIsCaret: false)
      found.append((text, range, "`python` in `[tool.poetry.dependencies]`"))
    }
    if source == .pipfileLock, let text = lockText.flatMap(PipfileLock.requiredPython) {
      let isFull = text.split(separator: ".").count > 2
      found.append((text, .python([("==", isFull ? text : "\(text).*")]), "`[requires]` in the Pipfile"))
    }
    return found.compactMap { text, range, place in range.map { (text, $0, place) } }
  }
}
