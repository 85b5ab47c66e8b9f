public import Diagnostics
import YAMLTree

/// The file that the language's build tool starts from is there.
public enum RuntimeFileMissing: ContextRule {
  public static let id = "runtime-file-missing"
  public static let title = "The file that the language's build tool starts from is there"
  public static let why = "Without it npm, go, cargo and Maven build nothing; Python alone needs none"
  public static let badExample = """
    spec:
      runtime: go
    """
  public static let goodExample = badExample
  public static let badFiles = ["main.go": "package main\n"]
  public static let goodFiles = ["main.go": "package main\n", "go.mod": "module example.com/agent\n\ngo 1.22\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let language = manifest.language, let wanted = names[language], surroundings.dockerfile == nil,
      let place = manifest.node("spec", "runtime")?.location, !wanted.contains(where: surroundings.exists)
    else { return [] }
    return [
      warning(
        "there is no `\(wanted[0])` beside the manifest", at: place,
        hints: ["create it with \(remedies[language] ?? "the language's tool"), or name a Dockerfile"])
    ]
  }

  private static let names: [RuntimeSelection.Language: [String]] = [
    .nodejs: ["package.json"], .go: ["go.mod"], .rust: ["Cargo.toml"],
    .java: ["pom.xml", "build.gradle", "build.gradle.kts", "src/main/java"],
  ]
  private static let remedies: [RuntimeSelection.Language: String] = [
    .nodejs: "`npm init -y`", .go: "`go mod init`", .rust: "`cargo init`", .java: "`mvn archetype:generate`",
  ]
}
