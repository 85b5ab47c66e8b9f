public import Diagnostics
import YAMLTree

/// Push targets are repositories without scheme, tag and digest.
public enum PushTarget: ManifestRule {
  public static let id = "push-target"
  public static let title = "Push targets are repositories without scheme, tag and digest"
  public static let why = "The tag stage finds the tags, and registries are spoken to by their host"
  public static let badExample = """
    spec:
      pipeline:
        push: {to: ["https://registry.example.com/team/chatbot:latest"]}
    """
  public static let goodExample = """
    spec:
      pipeline:
        push: {to: [registry.example.com/team/chatbot]}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let targets = manifest.items("spec", "pipeline", "push", "to")
    let repeated = Duplicates.of(targets, by: \.text).map { second, first in
      error(
        "`\(second.text ?? "")` is named a second time", at: second.location,
        hints: ["the first is at line \(first.location.line): keep one of the two"])
    }
    return repeated
      + targets.compactMap { node in
        guard let text = node.text else { return nil }
        let repository = bare(text)
        if repository == text, !text.contains(where: \.isWhitespace), !text.isEmpty {
          guard let problem = ImageNameText.problem(in: text) else { return nil }
          return error("`\(text)` is not a repository: \(problem)", at: node.location)
        }
        return error(
          "`\(text)` is not a repository", at: node.location,
          hints: ["write host and path only" + (repository.isEmpty ? "" : ": `\(repository)`")])
      }
  }

  /// The repository without scheme, tag and digest.
  private static func bare(_ text: String) -> String {
    var rest = text[...]
    for scheme in ["https://", "http://", "docker://", "oci://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
    }
    if let digest = rest.firstIndex(of: "@") { rest = rest[..<digest] }
    if let colon = rest.lastIndex(of: ":"), rest[colon...].contains("/") == false, rest.contains("/") {
      rest = rest[..<colon]
    }
    return rest.filter { !$0.isWhitespace }
  }
}
