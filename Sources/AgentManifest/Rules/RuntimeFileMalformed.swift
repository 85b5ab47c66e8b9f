public import Diagnostics
import Languages
import YAMLTree

public enum RuntimeFileMalformed: ContextRule {
  public static let id = "runtime-file-malformed"
  public static let title = "The language's project file can be parsed"
  public static let why = "The package manager would stop at the first mistake, after a long download"
  public static let badExample = "spec: {runtime: nodejs}"
  public static let goodExample = badExample
  public static let badFiles = [
    "package.json": "{\"dependencies\": {\"express\": \"4.18.2\",}}\n", "package-lock.json": "{}\n",
  ]
  public static let goodFiles = [
    "package.json": "{\"dependencies\": {\"express\": \"4.18.2\"}}\n", "package-lock.json": "{}\n",
  ]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard surroundings.dockerfile == nil, let language = manifest.language else { return [] }
    return language.problems(in: surroundings.directory).flatMap { error($0, of: manifest) }
  }
}
