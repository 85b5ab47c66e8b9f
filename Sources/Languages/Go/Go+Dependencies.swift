extension RuntimeFiles {
  /// go.mod (go.dev/ref/mod, go.mod files).
  static func goMod(_ surroundings: ManifestSurroundings) -> RuntimeFiles {
    let name = "go.mod"
    guard let text = surroundings.text(name) else { return RuntimeFiles() }
    var files = RuntimeFiles(file: name)
    var isRequire = false
    for line in lines(text) {
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
