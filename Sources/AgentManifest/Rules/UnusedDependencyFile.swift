public import Diagnostics
import Languages
import YAMLTree

public enum UnusedDependencyFile: ContextRule {
  public static let id = "unused-dependency-file"
  public static let title = "Dependencies that a project file names are installed"
  public static let why = "The image would build without them, and its container would fail at the first import"
  public static let badExample = "spec: {runtime: go}"
  public static let goodExample = "spec: {runtime: nodejs}"
  public static let badFiles = [
    "go.mod": "module example.com/agent\n", "main.go": "package main\n",
    "package.json": "{\"dependencies\": {\"express\": \"4.18.2\"}}\n",
  ]
  public static let goodFiles = [
    "index.js": "", "package.json": "{\"dependencies\": {\"express\": \"4.18.2\"}}\n", "package-lock.json": "{}\n",
  ]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    // What commands of the agent's own do with the files is not known.
    guard surroundings.dockerfile == nil, !surroundings.hasCommands, let language = manifest.language else { return [] }
    let own = language.unusedFiles(in: surroundings.directory)
    let foreign = manifest.languages.filter { $0.name != language.name }.flatMap {
      $0.filesWithoutEffect(in: surroundings.directory, runtime: language.name)
    }
    return (own + foreign).filter { isShipped($0.file, surroundings) }.flatMap { error($0, of: manifest) }
  }

  /// A file that the ignore rules leave out is no part of the agent.
  private static func isShipped(_ file: String, _ surroundings: ManifestSurroundings) -> Bool {
    // The rules are about the agent's directory.
    file.hasPrefix("../") || surroundings.ignores.map { !$0(file) } ?? true
  }
}
