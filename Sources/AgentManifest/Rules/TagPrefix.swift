public enum TagPrefix: ValueRule {
  public static let id = "tag-prefix"
  public static let title = "The git tag prefix is valid in a git reference"
  public static let why = "git rejects such a tag (git-check-ref-format)"
  public static let badExample = """
    spec:
      pipeline:
        tag: {prefix: "release v"}
    """
  public static let goodExample = """
    spec:
      pipeline:
        tag: {prefix: release-v}
    """
}
