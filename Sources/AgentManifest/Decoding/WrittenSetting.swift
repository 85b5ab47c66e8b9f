import Diagnostics
import Settings
import YAMLTree

/// A setting written in `spec.pipeline`.
struct WrittenSetting {
  let name: String
  let setting: any AnySetting
  let node: YAMLNode
  /// What has the shape of the setting; `WrongType` reports the rest.
  let value: SettingValue

  /// Every setting that is written, in the order of the table.
  /// - Parameter pipeline: the value of `spec.pipeline`.
  static func all(in pipeline: YAMLNode) -> [WrittenSetting] {
    table.compactMap { path, name, setting in
      guard let node = path.reduce(pipeline as YAMLNode?, { $0?[$1] }),
        let value = value(node, setting.definition.shape)
      else { return nil }
      return WrittenSetting(name: name, setting: setting, node: node, value: value)
    }
  }

  private static let table = AllSettings.all.filter(\.definition.isInManifest).map { setting in
    let name = setting.definition.name
    return (path: name.split(separator: ".").map(String.init), name: name, setting: setting)
  }

  private static func value(_ node: YAMLNode, _ shape: SettingShape) -> SettingValue? {
    switch shape {
    case .list: node.texts.map { .list($0) }
    case .map: node.namedTexts.map { pairs in .map(Dictionary(pairs.map { ($0.name, $0.value) }) { $1 }) }
    default: node.text.map { .scalar($0) }
    }
  }

  /// What the table objects to in the value, with the place of each problem.
  var problems: [(problem: SettingProblem, location: SourceLocation)] {
    // An empty text counts as unset, as it does in a variable.
    if case .scalar = value, value.isEmpty { return [] }
    let found = setting.problems(in: value)
    if found.isEmpty { return [] }
    let items = node.sequence?.filter { $0.text != nil } ?? []
    let keys = Dictionary((node.mapping ?? []).map { ($0.name, $0.key) }) { first, _ in first }
    func location(_ place: SettingProblem.Place) -> SourceLocation {
      switch place {
      case .value: node.location
      case .item(let index): items[index].location
      case .key(let name): keys[name, default: node].location
      }
    }
    return found.map { problem in
      var problem = problem
      if let first = problem.first {
        problem.hints = problem.hints.map { "the first is at line \(location(first).line): \($0)" }
      }
      return (problem, location(problem.place))
    }
  }
}
