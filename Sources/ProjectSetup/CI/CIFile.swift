import TextFormats

/// The file of a CI system, made of the text that ci-templates/ has for it.
public enum CIFile {
  /// - Parameters:
  ///   - place: the agent's directory below the repository's root; empty at the root.
  ///   - manifest: the name of its manifest.
  ///   - release: of this tool, if it is known.
  public static func text(_ template: String, place: String, manifest: String, release: ToolRelease?) -> String {
    var lines = template.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // `Copy this file to …`: it is there now.
    if let first = lines.first, first.hasPrefix("# Copy this file to ") {
      lines[0] = "# Written by `agent-pipeline init`." + rest(of: first)
    }
    if let release { lines = lines.map(release.filled) }
    guard !place.isEmpty else { return lines.joined(separator: "\n") }
    return placed(lines, place, manifest).joined(separator: "\n")
  }

  /// What the first line says to change remains to be changed.
  private static func rest(of line: String) -> String {
    if line.hasSuffix(" and change:") { return " Change:" }
    guard let mark = line.firstRange(of: " and put ") else { return "" }
    return " Put \(line[mark.upperBound...])"
  }

  /// Names the agent wherever a template runs the tool.
  private static func placed(_ lines: [String], _ place: String, _ manifest: String) -> [String] {
    let quoted = YAMLText.scalar(place)
    let word = shell(place)
    // A variable for all jobs says it once.
    let hasVariable = lines.contains { ASCII.trimmed($0) == "AGENT_PIPELINE_PATH: ." }
    return lines.flatMap { line -> [String] in
      let text = ASCII.trimmed(line)
      let indent = String(line.prefix { $0 == " " })
      if text.hasPrefix("#") { return [line] }
      if text == "path: ." || text == "AGENT_PIPELINE_PATH: ." { return [line.dropLast(1) + quoted] }
      // The image as a plugin: each setting is one of the step.
      if text == "settings:" { return [line, "\(indent)  path: \(quoted)"] }
      return [
        line.replacing("agent-pipeline run", with: "agent-pipeline run\(hasVariable ? "" : " \(word)")")
          .replacing("checksum \"agent.yaml\"", with: "checksum \"\(place)/\(manifest)\"")
          .replacing("files: [agent.yaml]", with: "files: [\(YAMLText.scalar("\(place)/\(manifest)"))]")
      ]
    }
  }

  /// A path as a word of a shell.
  public static func shell(_ path: String) -> String {
    ASCII.isWord(path, and: "._-/") ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }

  /// The lines to add where the system's file exists already.
  public static func advice(for system: CISystem, place: String) -> [String] {
    let path = place.isEmpty ? "." : place
    let run = "agent-pipeline run \(shell(path)) --until tag"
    switch system {
    case .gitlab:
      return [
        "agent:", "  stage: test", "  variables: {GIT_DEPTH: \"0\"}", "  script:", "    - \(run)",
        "  artifacts:", "    when: always", "    paths: [.agent-pipeline/]",
      ]
    case .azure: return ["- checkout: self", "  fetchDepth: 0", "- script: \(run)"]
    case .bitbucket: return ["clone: {depth: full}", "- step:", "    script:", "      - \(run)"]
    case .buildkite: return ["- label: Check the agent", "  command: \(run)"]
    case .circleci: return ["- checkout: {method: full}", "- run: \(run)"]
    case .jenkins: return ["stage('Agent') {", "  steps { sh '\(run)' }", "}"]
    case .drone, .woodpecker: return ["- name: agent", "  commands:", "    - \(run)"]
    case .github: return ["- uses: actions/checkout@v6", "  with: {fetch-depth: 0, fetch-tags: true}", "- run: \(run)"]
    case .tekton: return ["- name: agent", "  script: \(run)"]
    }
  }
}
