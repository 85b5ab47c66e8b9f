import ArgumentParser
import PipelineCore
import Settings
import Stages

extension SettingDefinition {
  /// Settings whose values are stages, which the table does not know.
  private static let ofStages =
    [Settings.from, Settings.until].map(\.definition.name)
    + [Settings.only, Settings.skip].map(\.definition.name)

  /// What a shell offers for the value.
  var completion: CompletionKind? {
    if Self.ofStages.contains(name) { return .list(AllStages.ids.map(\.rawValue)) }
    switch shape {
    case .choice(let known), .list(.choice(let known)): return .list(known)
    default: break
    }
    if name == Settings.buildPlatforms.definition.name { return .list(["linux/amd64", "linux/arm64"]) }
    switch placeholder.prefix(while: \.isLetter) {
    case "FILE", "PATH": return .file()
    case "DIR": return .directory
    default: return nil
    }
  }
}
