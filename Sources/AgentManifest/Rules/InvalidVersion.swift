public enum InvalidVersion: ValueRule {
  public static let id = "invalid-version"
  public static let title = "Versions follow Semantic Versioning"
  public static let why = "The next version and the image tags are derived from it"
  public static let isSuppressible = false
  public static let badExample = """
    metadata:
      name: chatbot
      version: v1.0
    """
  public static let goodExample = """
    metadata:
      name: chatbot
      version: 1.0.0
    """
}
