public import Diagnostics

/// The settings of the build can be carried out.
public enum BuildSettings: ManifestRule {
  public static let id = "build-setting"
  public static let title = "The settings of the build can be carried out"
  public static let why = "An image with an empty entrypoint or an impossible user builds well and never starts"
  public static let badExample = """
    spec:
      pipeline:
        build:
          entrypoint: []
          user: "65532:"
          dockerfile: ../Dockerfile
    """
  public static let goodExample = """
    spec:
      pipeline:
        build:
          entrypoint: [python, main.py]
          user: "65532:65532"
          dockerfile: Dockerfile
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { settingFindings(manifest) }
}
