import Diagnostics
import Languages
import YAMLTree

/// Makes the model of a tree, leaving out what does not fit: rules have reported it.
enum ManifestDecoder {
  /// Nil if the name or the runtime is missing: no stage can work without them.
  static func manifest(_ root: YAMLNode, file: String, _ languages: [any Language]) -> AgentManifest? {
    guard let metadata = metadata(root["metadata"]), let spec = spec(root["spec"], languages) else { return nil }
    return AgentManifest(file: file, metadata: metadata, spec: spec)
  }

  private static func metadata(_ node: YAMLNode?) -> Metadata? {
    guard let node, let name = node["name"]?.locatedText else { return nil }
    var metadata = Metadata(name: name, version: node["version"]?.locatedText)
    metadata.description = node["description"]?.text
    metadata.author = node["author"]?.text
    for entry in node["labels"]?.namedTexts ?? [] { metadata.labels[entry.name] = entry.value }
    return metadata
  }

  private static func spec(_ node: YAMLNode?, _ languages: [any Language]) -> Spec? {
    guard let node, let runtime = node["runtime"], let text = runtime.text,
      let selection = RuntimeSelection(text, among: languages)
    else { return nil }
    var spec = Spec(runtime: Located(selection, at: runtime.location))
    spec.dependencies = node["dependencies"]?.sequence?.compactMap(\.locatedText) ?? []
    spec.devDependencies = node["dev_dependencies"]?.sequence?.compactMap(\.locatedText) ?? []
    spec.environment = node["environment"]?.sequence?.compactMap(environmentVariable) ?? []
    spec.ports = node["ports"]?.sequence?.compactMap(port) ?? []
    spec.volumes = node["volumes"]?.sequence?.compactMap(volume) ?? []
    spec.healthCheck = (node.pair("healthCheck") ?? node.pair("healthcheck")).flatMap(healthCheck)
    spec.buildBaseImage = node["build"]?["base_image"]?.locatedText
    spec.pipeline = pipeline(node["pipeline"])
    return spec
  }
}
