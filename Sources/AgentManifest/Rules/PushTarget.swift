public enum PushTarget: ValueRule {
  public static let id = "push-target"
  public static let title = "Push targets are repositories without a scheme, tag or digest"
  public static let why = "The tag stage determines the tags, and registries are reached by their host"
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
}
