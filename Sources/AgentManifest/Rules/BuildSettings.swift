public enum BuildSettings: ValueRule {
  public static let id = "build-setting"
  public static let title = "Build settings can be applied"
  public static let why =
    "An image with an empty entrypoint or an invalid user builds without an error and never starts"
  public static let badExample = """
    spec:
      pipeline:
        build:
          entrypoint: []
          user: "65532:"
    """
  public static let goodExample = """
    spec:
      pipeline:
        build:
          entrypoint: [python, main.py]
          user: "65532:65532"
    """
}
