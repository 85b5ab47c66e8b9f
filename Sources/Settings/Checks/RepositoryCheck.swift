/// Destinations are repositories without a scheme, tag or digest, each listed once; `{name}` and `{path}` may stand in
/// their paths.
enum RepositoryCheck {
  private static let code = "push-target"

  @Sendable static func problems(in value: SettingValue) -> [SettingProblem] {
    let targets = value.items ?? []
    var places: [String: Int] = [:]
    let repeated = targets.indices.compactMap { index -> SettingProblem? in
      let first = places[targets[index], default: index]
      places[targets[index]] = first
      guard first < index else { return nil }
      return SettingProblem(
        code, "`\(targets[index])` is listed twice", hints: ["keep one of the two"], at: .item(index),
        first: .item(first))
    }
    return repeated + targets.enumerated().compactMap { index, text in problem(in: text)?.at(.item(index)) }
  }

  private static func problem(in written: String) -> SettingProblem? {
    let template = RepositoryTemplate(written)
    if let unknown = template.names.first(where: { !RepositoryTemplate.placeholders.contains(String($0)) }) {
      return SettingProblem(
        code, "`{\(unknown)}` in `\(written)` is not a placeholder",
        hints: ["write `{name}` for the agent's name, or `{path}` for its directory in the repository"])
    }
    if template.hasPlaceholderInHost {
      return SettingProblem(
        code, "`\(written)` has a placeholder in its host",
        hints: ["write the host itself, and the placeholder after it: `registry.example.com/team/{name}`"])
    }
    let repository = bare(written)
    guard repository == written, !written.isEmpty else {
      return SettingProblem(
        code, "`\(written)` is not a repository",
        hints: ["write host and path only" + (repository.isEmpty ? "" : ": `\(repository)`")])
    }
    return ImageNameText.problem(in: template.sample).map {
      SettingProblem(code, "`\(written)` is not a repository: \($0)")
    }
  }

  /// The repository without scheme, tag and digest.
  private static func bare(_ text: String) -> String {
    var rest = text[...]
    for scheme in ["https://", "http://", "docker://", "oci://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
    }
    if let digest = rest.firstIndex(of: "@") { rest = rest[..<digest] }
    if let colon = rest.lastIndex(of: ":"), rest[colon...].contains("/") == false, rest.contains("/") {
      rest = rest[..<colon]
    }
    return rest.filter { !$0.isWhitespace }
  }
}
