public import Diagnostics

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

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { settingFindings(manifest) }
}
