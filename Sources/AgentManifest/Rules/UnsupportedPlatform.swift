public import Diagnostics

/// Platforms are of linux, with Go's names of architectures.
public enum UnsupportedPlatform: ManifestRule {
  public static let id = "unsupported-platform"
  public static let title = "Platforms are of linux, with Go's names of architectures"
  public static let why = "Images are looked up and labelled by these names (OCI image-spec, image-index.md)"
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

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { settingFindings(manifest) }
}
