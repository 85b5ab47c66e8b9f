public import Diagnostics
import YAMLTree

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

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.items("spec", "pipeline", "build", "platforms").compactMap { node in
      guard let text = node.text else { return nil }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        return error("`\(text)` is not a platform", at: node.location, hints: ["write `linux/amd64`"])
      }
      if parts[0] != "linux" {
        return error(
          "images for `\(parts[0])` are not supported", at: node.location, hints: ["write `linux/\(parts[1])`"])
      }
      if architectures.contains(parts[1]) {
        guard parts.count == 3, let known = variants[parts[1]], !known.contains(parts[2]) else { return nil }
        let base = "linux/\(parts[1])"
        return error(
          "`\(parts[1])` has no variant `\(parts[2])`", at: node.location,
          hints: [
            known.isEmpty ? "write `\(base)`" : "write " + known.map { "`\(base)/\($0)`" }.joined(separator: ", ")
          ])
      }
      let meant = otherNames[parts[1]] ?? nearest(to: parts[1], in: architectures)
      return error(
        "unknown architecture `\(parts[1])`", at: node.location,
        hints: [
          (meant.map { "did you mean `linux/\($0)`? " } ?? "") + "known: " + architectures.joined(separator: ", ")
        ])
    }
  }

  private static let architectures = ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64"]
  /// OCI image-spec, image-index.md, Platform Variants; Go's GOAMD64.
  private static let variants = [
    "arm": ["v5", "v6", "v7", "v8"], "arm64": ["v8", "v9"], "amd64": ["v1", "v2", "v3", "v4"], "386": [], "s390x": [],
  ]
  private static let otherNames = [
    "x86_64": "amd64", "x64": "amd64", "aarch64": "arm64", "i386": "386", "armhf": "arm",
  ]
}
