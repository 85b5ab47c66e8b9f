import TextFormats

extension Go {
  /// go.mod (go.dev/ref/mod, go.mod files).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "go.mod"
    guard let text = directory.text(name) else { return ProjectDependencies() }
    var files = ProjectDependencies(file: name)
    var isRequire = false
    for line in ProjectDependencies.lines(text) {
      let code = ASCII.trimmed(line.text.firstRange(of: "//").map { line.text[..<$0.lowerBound] } ?? line.text[...])
      let isIndirect = line.text.contains("// indirect")
      var words = code.split(separator: " ").map(String.init)
      if words.first == "require" {
        words.removeFirst()
        if words.first == "(" {
          isRequire = true
          continue
        }
      } else if words.first == ")" {
        isRequire = false
        continue
      } else if !isRequire {
        continue
      }
      guard words.count == 2, let dependency = try? GoModule.parse(words.joined(separator: " ")) else { continue }
      files.add(dependency, name, line.number, isDirect: !isIndirect)
    }
    return files
  }
}
