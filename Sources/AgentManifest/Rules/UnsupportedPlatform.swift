public enum UnsupportedPlatform: ValueRule {
  public static let id = "unsupported-platform"
  public static let title = "Platforms are Linux, with Go's architecture names"
  public static let why = "Images are indexed and labelled with these names (OCI image-spec, image-index.md)"
  public static let badExample = """
    spec:
      pipeline:
        build: {platforms: [linux/x86_64, windows/amd64]}
    """
  public static let goodExample = """
    spec:
      pipeline:
        build: {platforms: [linux/amd64, linux/arm64]}
    """
}
