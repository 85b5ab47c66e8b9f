import Diagnostics
import YAMLTree

extension ManifestDecoder {
  static func environmentVariable(_ node: YAMLNode) -> EnvironmentVariable? {
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

  static func port(_ node: YAMLNode) -> Port? {
    guard let container = node["container"], let number = container.scalar?.integer else { return nil }
    return Port(container: Located(number, at: container.location), protocol: transport(of: node))
  }

  static func transport(of port: YAMLNode) -> Port.TransportProtocol {
    port["protocol"]?.text.flatMap(Port.TransportProtocol.init) ?? .tcp
  }

  static func volume(_ node: YAMLNode) -> Volume? {
    guard let target = node["target"]?.locatedText else { return nil }
    return Volume(target: target, kind: node["type"]?.text.flatMap(Volume.Kind.init) ?? .bind)
  }

  static func healthCheck(_ pair: YAMLPair) -> HealthCheck? {
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

  /// - Parameter node: the value of `spec.pipeline`.
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
