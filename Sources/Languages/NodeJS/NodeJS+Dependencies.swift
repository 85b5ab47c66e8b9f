import Diagnostics
import YAMLTree

extension RuntimeFiles {
  /// package.json and package-lock.json (docs.npmjs.com). JSON is YAML, and read as such it has its lines.
  static func packageJSON(_ surroundings: ManifestSurroundings) -> RuntimeFiles {
    let name = "package.json"
    guard let root = json(name, surroundings) else { return RuntimeFiles() }
    var files = RuntimeFiles(file: name)
    lock(&files, surroundings)
    for pair in root["dependencies"]?.mapping ?? [] {
      let line = "\(pair.name)@\(pair.value.text ?? "")"
      let dependency =
        (try? NPMPackage.parse(line))
        ?? Dependency(name: pair.name, identity: pair.name, version: nil, isPinned: false)
      files.add(dependency, name, pair.key.location.line)
    }
    return files
  }

  private static func lock(_ files: inout RuntimeFiles, _ surroundings: ManifestSurroundings) {
    let name = "package-lock.json"
    let folder = "node_modules/"
    for pair in json(name, surroundings)?["packages"]?.mapping ?? [] where pair.name.hasPrefix(folder) {
      let package = String(pair.name.dropFirst(folder.count))
      // Those deeper down are other versions, for other packages.
      guard !package.contains(folder), let version = pair.value["version"]?.text else { continue }
      let dependency = Dependency(name: package, identity: package, version: version, isPinned: true)
      files.add(dependency, name, pair.key.location.line, isDirect: false)
    }
  }

  private static func json(_ name: String, _ surroundings: ManifestSurroundings) -> YAMLNode? {
    surroundings.read(name, 1 << 20).flatMap { YAMLDocument.parse(bytes: $0, file: name).root }
  }
}
