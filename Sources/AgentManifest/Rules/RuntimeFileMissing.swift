public import Diagnostics
import Languages
import TextFormats
import YAMLTree

public enum RuntimeFileMissing: ContextRule {
  public static let id = "runtime-file-missing"
  public static let title = "The language's project file exists"
  public static let why =
    HumanText.list(AllLanguages.all.filter { $0.projectFile != nil }.map(\.packageManager))
    + " cannot build without it"
  public static let badExample = "spec: {runtime: go}"
  public static let goodExample = badExample
  public static let badFiles = ["main.go": "package main\n"]
  public static let goodFiles = ["main.go": "package main\n", "go.mod": "module example.com/agent\n\ngo 1.22\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let wanted = manifest.language?.projectFile, surroundings.dockerfile == nil,
      let place = manifest.node("spec", "runtime")?.location,
      !wanted.names.contains(where: surroundings.directory.exists),
      !wanted.isFoundAbove || !isAbove(wanted.names, surroundings.directory)
    else { return [] }
    return warning(
      "there is no `\(wanted.names[0])` next to the manifest", at: place,
      hints: ["create it with `\(wanted.remedy)`, or set `build.dockerfile`"])
  }

  private static func isAbove(_ names: [String], _ directory: ProjectDirectory) -> Bool {
    var here = directory
    while let parent = here.parent {
      if names.contains(where: parent.exists) { return true }
      here = parent
    }
    return false
  }
}
