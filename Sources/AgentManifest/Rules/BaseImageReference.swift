public import Diagnostics
import YAMLTree

/// The base image is named as registries name images.
public enum BaseImageReference: ManifestRule {
  public static let id = "base-image"
  public static let title = "The base image is named as registries name images"
  public static let why = "Nothing can be pulled by another name (distribution-spec, Pulling manifests)"
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
    let nodes = [
      manifest.node("spec", "build", "base_image"), manifest.node("spec", "pipeline", "build", "baseImage"),
    ]
    return nodes.compactMap(\.self).compactMap { node in
      guard let text = node.text, text != "scratch", !text.hasPrefix("oci-layout:"),
        let problem = ImageNameText.problem(in: text)
      else { return nil }
      let repaired = ImageNameText.repaired(text)
      return error(
        "`\(text)` is not an image reference: \(problem)", at: node.location,
        hints: [
          ImageNameText.problem(in: repaired) == nil
            ? "write `\(repaired)`" : "write `name:tag`, `host/path/name:tag`, `oci-layout:DIR` or `scratch`"
        ])
    }
  }
}
