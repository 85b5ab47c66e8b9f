public import Diagnostics
import Languages
import Settings
import TextFormats
import YAMLTree

public enum UnusedSetting: ManifestRule {
  public static let id = "unused-setting"
  public static let title = "Build settings of one language stand with its runtime"
  public static let why = "The runtime would not look at the setting, and the image would not be what it asks for"
  public static let badExample = """
    spec:
      runtime: nodejs
      pipeline:
        build: {package: ./cmd/agent}
    """
  public static let goodExample = """
    spec:
      runtime: go
      pipeline:
        build: {package: ./cmd/agent}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let language = manifest.language, let pipeline = manifest.node("spec", "pipeline") else { return [] }
    let places = [pipeline] + (pipeline["environments"]?.mapping ?? []).map(\.value)
    let unused = Set(manifest.languages.flatMap(\.settings)).subtracting(language.settings)
    return places.flatMap { WrittenSetting.all(in: $0) }.filter { unused.contains($0.name) && !$0.value.isEmpty }
      .flatMap { written in
        let others = manifest.languages.filter { $0.settings.contains(written.name) }.map { "`\($0.name)`" }
        return error(
          "`\(written.name)` has no effect with the runtime `\(language.name)`", at: written.node.location,
          hints: ["remove it; it is for \(HumanText.list(others))"])
      }
  }
}
