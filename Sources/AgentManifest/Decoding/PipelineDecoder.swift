import Diagnostics
import YAMLTree

/// Makes the model of `spec.pipeline`.
enum PipelineDecoder {
  static func pipeline(_ node: YAMLNode?) -> PipelineSpec {
    var pipeline = PipelineSpec()
    guard let node else { return pipeline }
    for written in WrittenSetting.all(in: node) {
      pipeline.settings[written.name] = Located(written.value, at: written.node.location)
    }
    pipeline.test = node["test"].map(TestDecoder.test) ?? TestSpec()
    pipeline.branches = node["tag"]?["branches"]?.mapping?.compactMap(branch) ?? []
    return pipeline
  }

  private static func branch(_ pair: YAMLPair) -> BranchRule? {
    if let identifier = pair.value["prerelease"]?.text {
      return BranchRule(pattern: pair.name, kind: .prerelease(identifier))
    }
    return pair.value.text == "release" ? BranchRule(pattern: pair.name, kind: .release) : nil
  }
}
