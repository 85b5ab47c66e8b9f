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
    if case .http(let path, nil) = spec.healthCheck?.kind, !spec.ports.contains(where: { $0.protocol == .tcp }) {
      spec.healthCheck?.kind = .http(path: path, port: HealthCheck.assumedPort)
    }
    spec.limits = limits(node["resources"]?["limits"])
    spec.buildBaseImage = node["build"]?["base_image"]?.locatedText
    spec.pipeline = pipeline(node["pipeline"])
    return spec
  }

  private static func environmentVariable(_ node: YAMLNode) -> EnvironmentVariable? {
    guard let name = node["name"]?.locatedText, let source = source(node) else { return nil }
    return EnvironmentVariable(name: name, source: source, defaultValue: node["defaultValue"]?.text)
  }

  private static func source(_ node: YAMLNode) -> EnvironmentVariable.Source? {
    switch node["from"]?.text {
    case "secret": .secret
    case "configmap": .configMap
    case "env": .environment
    case nil: node["value"]?.text.map { .value($0) }
    default: nil
    }
  }

  private static func port(_ node: YAMLNode) -> Port? {
    guard let container = node["container"], let number = container.scalar?.integer else { return nil }
    return Port(container: Located(number, at: container.location), protocol: transport(of: node))
  }

  static func transport(of port: YAMLNode) -> Port.TransportProtocol {
    port["protocol"]?.text.flatMap(Port.TransportProtocol.init) ?? .tcp
  }

  private static func volume(_ node: YAMLNode) -> Volume? {
    guard let target = node["target"]?.locatedText else { return nil }
    return Volume(
      target: target, kind: node["type"]?.text.flatMap(Volume.Kind.init) ?? .bind,
      isReadOnly: node["readOnly"]?.scalar?.boolean ?? false)
  }

  private static func healthCheck(_ pair: YAMLPair) -> HealthCheck? {
    let node = pair.value
    let port = node["port"]?.scalar?.integer
    let kind: HealthCheck.Kind
    switch HealthCheckKind.kind(of: node) {
    case "http": kind = .http(path: node["path"]?.text ?? "/health", port: port)
    case "tcp": kind = .tcp(port: port)
    case "command":
      guard let command = node["command"]?.texts, !command.isEmpty else { return nil }
      kind = .command(command)
    default: return nil
    }
    var check = HealthCheck(kind: kind, location: pair.key.location)
    check.interval = node["interval"]?.duration ?? check.interval
    check.timeout = node["timeout"]?.duration ?? check.timeout
    check.startPeriod = node["startPeriod"]?.duration ?? check.startPeriod
    check.retries = node["retries"]?.scalar?.integer ?? check.retries
    return check
  }

  private static func limits(_ node: YAMLNode?) -> AgentLimits {
    func quantity(_ name: String) -> Located<Quantity>? {
      guard let text = node?[name]?.locatedText, let quantity = Quantity(text.value) else { return nil }
      return Located(quantity, at: text.location)
    }
    return AgentLimits(
      cpu: quantity("cpu"), memory: quantity("memory"), ephemeralStorage: quantity("ephemeral-storage"))
  }

  /// - Parameter node: the value of `spec.pipeline`.
  private static func pipeline(_ node: YAMLNode?) -> PipelineSpec {
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
