public import Diagnostics
import YAMLTree

public enum HealthCheckKind: ManifestRule {
  public static let id = "health-check"
  public static let title = "A health check has the fields of its type, and no others"
  public static let why = "A check that cannot run reports a healthy agent as unhealthy"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      healthCheck: {type: command, path: /health}
    """
  public static let goodExample = """
    spec:
      healthCheck: {type: http, path: /health}
      ports: [{container: 8080}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let pair = manifest.healthCheck, pair.value.mapping != nil else { return [] }
    let check = pair.value
    guard let kind = kind(of: check) else {
      return error(
        "the health check has no `type`, and no other field implies one", at: pair.key.location,
        hints: ["add `type: http` with `path`, `type: tcp`, or `type: command` with `command`"])
    }
    guard let allowed = fields[kind] else { return [] }
    let foreign = (check.mapping ?? []).filter { fieldsOfTypes.contains($0.name) && !allowed.contains($0.name) }
    return problem(kind, check, owner: pair.key, hasPorts: !manifest.items("spec", "ports").isEmpty)
      + foreign.flatMap { withoutEffect($0, with: "type: \(kind)") }
  }

  /// The type as written, or by the other fields.
  static func kind(of check: YAMLNode) -> String? {
    if let type = check["type"]?.text { return type }
    if check["command"] != nil { return "command" }
    if check["path"] != nil { return "http" }
    return check["port"] != nil ? "tcp" : nil
  }

  private static func problem(_ kind: String, _ check: YAMLNode, owner: YAMLNode, hasPorts: Bool) -> [Diagnostic] {
    if kind == "command" {
      guard let command = check.written("command") else {
        return error(
          "the health check has no `command`", at: owner.location,
          hints: ["add `command: [\"program\", \"argument\"]`"])
      }
      return runnable(command)
    }
    var found = kind == "http" ? rooted(check["path"]) : []
    if check["port"] == nil, !hasPorts, kind == "http" {
      // As an example of the format's documentation has it.
      found += warning(
        "the health check has no port, and `spec` has none: \(HealthCheck.assumedPort) is assumed", at: owner.location,
        hints: ["add `ports: [{container: \(HealthCheck.assumedPort)}]` to `spec`"])
    } else if check["port"] == nil, !hasPorts {
      found += error(
        "the health check has no port", at: owner.location,
        hints: ["add `port: 8080` here and `ports: [{container: 8080}]` to `spec`"])
    }
    return found
  }

  private static let fields = ["http": ["path", "port"], "tcp": ["port"], "command": ["command"]]
  private static let fieldsOfTypes = ["path", "port", "command"]
}
