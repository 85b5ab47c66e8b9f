public import Diagnostics
import Languages
import TextFormats
import YAMLTree

public enum UnknownRuntime: ManifestRule {
  public static let id = "unknown-runtime"
  public static let title = "The runtime is supported, with an optional version"
  public static let why = "The runtime decides the base image, the package manager and the entrypoint"
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
    guard let language = manifest.languages.first(where: { $0.name == name }) else {
      let hint = repaired(text, manifest.languages).map { "write `\($0)`" } ?? suggestion(for: name, manifest.languages)
      return error("unknown runtime `\(name)`", at: node.location, hints: [hint])
    }
    guard parts.count == 2, language.exampleVersion == nil || !isVersion(parts[1]) else { return [] }
    let orVersion = language.exampleVersion.map { ", or `\(name):\($0)`" } ?? ""
    return error(
      parts[1].isEmpty ? "no version follows `\(text)`" : "`\(parts[1])` is not a version of \(name)",
      at: node.location,
      hints: ["write `\(name)`\(orVersion); set an image with `spec.pipeline.build.baseImage`"])
  }

  /// `python3.11`, `node-20`, `Python 3.11` and `golang:1.22` name a language and a version, otherwise than we do.
  private static func repaired(_ text: String, _ languages: [any Language]) -> String? {
    let word = text.prefix { ($0.isASCII && $0.isLetter) || $0 == "." }.lowercased()
    let version = text.dropFirst(word.count).drop { ":@=-_ v".contains($0) }
    guard !version.isEmpty, isVersion(version) else { return nil }
    return languages.first { $0.name == word || $0.otherNames.contains(word) }.map { "\($0.name):\(version)" }
  }

  private static func suggestion(for name: String, _ languages: [any Language]) -> String {
    let known = languages.map(\.name)
    guard let meant = languages.first(where: { $0.otherNames.contains(name.lowercased()) }) else {
      return NearestName.suggestion(for: name, known: known, as: "runtimes")
    }
    return "did you mean `\(meant.name)`? known runtimes: " + known.joined(separator: ", ")
  }

  private static func isVersion(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 3 && parts.allSatisfy { ASCII.isNumber($0) }
  }
}
