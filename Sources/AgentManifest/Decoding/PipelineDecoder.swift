import Diagnostics
import YAMLTree

/// Makes the model of `spec.pipeline`.
enum PipelineDecoder {
  static func pipeline(_ node: YAMLNode?) -> PipelineSpec {
    var pipeline = PipelineSpec()
    guard let node else { return pipeline }
    pipeline.settings = settings(node, PipelineSchema.fields, path: "")
    pipeline.test = node["test"].map(TestDecoder.test) ?? TestSpec()
    pipeline.branches = node["tag"]?["branches"]?.mapping?.compactMap(branch) ?? []
    return pipeline
  }

  /// The values of the fields that the schema calls settings, in the order of the file.
  private static func settings(_ node: YAMLNode, _ fields: [Field], path: String) -> [PipelineSetting] {
    (node.mapping ?? []).flatMap { pair -> [PipelineSetting] in
      guard let field = fields.first(where: { $0.isSpelled(pair.name) }) else { return [] }
      if case .object(let inner) = field.shape {
        return settings(pair.value, inner, path: "\(path)\(field.name).")
      }
      guard field.isSetting, let value = value(pair.value, field.shape) else { return [] }
      return [PipelineSetting(path: path + field.name, value: value, location: pair.value.location)]
    }
  }

  private static func value(_ node: YAMLNode, _ shape: Shape) -> PipelineSetting.Value? {
    switch shape {
    case .list: node.texts.map { .list($0) }
    case .map: node.namedTexts.map { .map($0) }
    default: node.text.map { .scalar($0) }
    }
  }

  private static func branch(_ pair: YAMLPair) -> BranchRule? {
    if let identifier = pair.value["prerelease"]?.text {
      return BranchRule(pattern: pair.name, kind: .prerelease(identifier))
    }
    return pair.value.text == "release" ? BranchRule(pattern: pair.name, kind: .release) : nil
  }
}
