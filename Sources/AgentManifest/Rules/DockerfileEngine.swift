public import Diagnostics
import YAMLTree

/// A Dockerfile is built by the docker engine.
public enum DockerfileEngine: ManifestRule {
  public static let id = "dockerfile-engine"
  public static let title = "A Dockerfile is built by the docker engine"
  public static let why = "The oci engine puts the image together itself and runs no Dockerfile"
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
      let file = build.pair("dockerfile"), !file.value.isNull
    else { return [] }
    return [
      error(
        "the oci engine cannot build a Dockerfile", at: file.key.location,
        hints: ["write `engine: docker`, or remove `dockerfile`"])
    ]
  }
}
