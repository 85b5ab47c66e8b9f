public import Diagnostics
import YAMLTree

/// The runtime is one this tool builds, with an optional version.
public enum UnknownRuntime: ManifestRule {
  public static let id = "unknown-runtime"
  public static let title = "The runtime is one this tool builds, with an optional version"
  public static let why = "It decides the base image, the package manager and the entrypoint"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      runtime: pyton:3.11
    """
  public static let goodExample = """
    spec:
      runtime: python:3.11
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("spec", "runtime"), let text = node.text else { return [] }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard RuntimeSelection.Language(rawValue: name) != nil else {
      let hint = repaired(text).map { "write `\($0)`" } ?? suggestion(for: name)
      return [error("unknown runtime `\(name)`", at: node.location, hints: [hint])]
    }
    guard parts.count == 2, !isVersion(parts[1]) else { return [] }
    return [
      error(
        parts[1].isEmpty ? "no version follows `\(text)`" : "`\(parts[1])` is not a version of \(name)",
        at: node.location,
        hints: [
          "write `\(name)`, or `\(name):\(exampleVersions[name] ?? "1")`; name an image with "
            + "`spec.pipeline.build.baseImage`"
        ])
    ]
  }

  /// `python3.11`, `node-20`, `Python 3.11` and `golang:1.22` name a language and a version, otherwise than we do.
  private static func repaired(_ text: String) -> String? {
    let word = text.prefix { ($0.isASCII && $0.isLetter) || $0 == "." }.lowercased()
    let version = text.dropFirst(word.count).drop { ":@=-_ v".contains($0) }
    guard !version.isEmpty, isVersion(version) else { return nil }
    let language = RuntimeSelection.Language(rawValue: word)?.rawValue ?? otherNames[word]
    return language.map { "\($0):\(version)" }
  }

  private static func suggestion(for name: String) -> String {
    let known = RuntimeSelection.Language.allCases.map(\.rawValue)
    let list = "known runtimes: " + known.joined(separator: ", ")
    if let meant = otherNames[name.lowercased()] { return "did you mean `\(meant)`? \(list)" }
    return NearestName.suggestion(for: name, known: known, as: "runtimes")
  }

  private static func isVersion(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 3 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  private static let exampleVersions = ["python": "3.11", "nodejs": "20", "go": "1.22", "rust": "1.75", "java": "17"]

  private static let otherNames = [
    "node": "nodejs", "node.js": "nodejs", "javascript": "nodejs", "typescript": "nodejs", "js": "nodejs",
    "ts": "nodejs",
    "golang": "go", "py": "python", "python3": "python", "cargo": "rust", "jvm": "java", "jdk": "java",
    "openjdk": "java",
  ]
}
