public import Diagnostics
import YAMLTree

public enum DockerfileEngine: ManifestRule {
  public static let id = "dockerfile-engine"
  public static let title = "A Dockerfile is built by a Docker Engine"
  public static let why = "The embedded builder (`engine: oci`) assembles the image itself and runs no Dockerfile"
  public static let badExample = """
    spec:
      pipeline:
        build: {engine: oci, dockerfile: Dockerfile}
    """
  public static let goodExample = """
    spec:
      pipeline:
        build: {engine: docker, dockerfile: Dockerfile}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let build = manifest.node("spec", "pipeline", "build"), build["engine"]?.text == "oci",
      let file = build.written("dockerfile")
    else { return [] }
    return error(
      "the embedded builder (`engine: oci`) cannot build a Dockerfile", at: file.key.location,
      hints: ["write `engine: docker`, or remove `dockerfile`"])
  }
}
