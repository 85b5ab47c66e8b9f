public import Diagnostics
import YAMLTree

public enum BaseImageConflict: ManifestRule {
  public static let id = "base-image-conflict"
  public static let title = "`build.base_image` and `pipeline.build.baseImage` agree"
  public static let why = "Both set the base image, and an image has only one"
  public static let badExample = """
    spec:
      build: {base_image: "python:3.11-slim"}
      pipeline:
        build: {baseImage: "python:3.12-slim"}
    """
  public static let goodExample = """
    spec:
      pipeline:
        build: {baseImage: "python:3.12-slim"}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let other = manifest.node("spec", "build", "base_image"), let otherText = other.text,
      let ours = manifest.node("spec", "pipeline", "build", "baseImage"), let text = ours.text, text != otherText
    else { return [] }
    return error(
      "the base image `\(text)` differs from `\(otherText)` in `spec.build.base_image`", at: ours.location,
      hints: ["the other is at line \(other.location.line): remove one of the two, or make them equal"])
  }
}
