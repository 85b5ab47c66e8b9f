public import Diagnostics
import Settings
import YAMLTree

public enum BaseImageReference: ManifestRule {
  public static let id = "base-image"
  public static let title = "The base image is a valid image reference"
  public static let why = "Registries accept no other names (distribution-spec, Pulling manifests)"
  public static let badExample = """
    spec:
      pipeline:
        build: {baseImage: "https://registry.example.com/Team/Python:3.11"}
    """
  public static let goodExample = """
    spec:
      pipeline:
        build: {baseImage: "registry.example.com/team/python:3.11"}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    // The field of Agent-as-Code means the same as the setting.
    let other = manifest.node("spec", "build", "base_image")?.locatedText
    return valueFindings(manifest)
      + (other.map { text in ImageNameText.baseImageProblems(in: text.value).flatMap { error($0, at: text.location) } }
        ?? [])
  }
}
