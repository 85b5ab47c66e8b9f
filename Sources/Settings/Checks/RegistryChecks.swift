import TextFormats

/// The hosts of registries in the settings of a run. A host that there cannot be would match no registry, and the
/// setting would have no effect.
enum RegistryChecks {
  private static let code = "malformed-setting"

  @Sendable static func hosts(_ value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).enumerated().compactMap { index, text in problem(inHost: text)?.at(.item(index)) }
  }

  /// A registry's host, and a host with an optional path that stands in for it.
  @Sendable static func mirrors(_ value: SettingValue) -> [SettingProblem] {
    var known: [String: String] = [:]
    return (value.pairs ?? [:]).sorted { $0.key < $1.key }.flatMap { registry, mirror -> [SettingProblem] in
      var problems = [problem(inHost: registry), problem(inMirror: mirror)].compactMap { $0?.at(.key(registry)) }
      if let other = known.updateValue(registry, forKey: canonical(registry)) {
        problems.append(
          SettingProblem(
            code, "`\(registry)` is the same registry as `\(other)`", hints: ["keep one of the two"],
            at: .key(registry), first: .key(other)))
      }
      return problems
    }
  }

  /// Docker Hub has two names (distribution/reference, "docker.io").
  private static func canonical(_ registry: String) -> String {
    let host = RegistryHost.normal(bare(registry)) ?? registry
    return host == "index.docker.io" ? "docker.io" : host
  }

  private static func problem(inHost text: String) -> SettingProblem? {
    let bare = bare(text)
    if RegistryHost.normal(bare) != nil { return nil }
    let host = bare.prefix { $0 != "/" }
    let meant = [String(host), "[\(host)]"].first { RegistryHost.normal($0) != nil }
    return SettingProblem(
      code, "`\(text)` is not the host of a registry",
      hints: [
        meant.map { "write `\($0)`" }
          ?? "write `registry.example.com`, `registry.example.com:5000` or `[fd00::1]:5000`; ports are 1 to 65535"
      ])
  }

  private static func problem(inMirror text: String) -> SettingProblem? {
    let host = text[...].prefix { $0 != "/" }
    // What is pulled from it has the registry's path behind the mirror's.
    if ImageNameText.namesHost(host), ImageNameText.problem(in: "\(text)/name") == nil { return nil }
    return SettingProblem(
      code, "`\(text)` is not a mirror", hints: ["write `mirror.example.com` or `mirror.example.com/path`"])
  }

  /// Without the scheme and the slash at the end of a URL: Docker's settings list registries as URLs.
  private static func bare(_ text: String) -> Substring {
    var rest = text[...]
    for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
    }
    return rest.hasSuffix("/") ? rest.dropLast() : rest
  }
}
