import TextFormats

extension AgentDraft {
  /// The text of agent.yaml; its comments say where each value comes from.
  public var text: String {
    var lines = [
      "# Written by `agent-pipeline init`. The comments say where each value was found: correct what is wrong."
    ]
    if !omitted.isEmpty {
      lines.append(
        "# Not taken over: what the image needs of it belongs in `build.baseImage`, `build.run`, `build.include`")
      lines.append("# or `environment`.")
      lines += omitted.map { "#" + YAMLText.comment($0).dropFirst("  #".count) }
    }
    lines += ["apiVersion: agent.dev/v1", "kind: Agent", "metadata:", "  name: \(name.value)\(from(name.place))"]
    func add(_ line: String, _ comment: String? = nil) { lines.append(line + YAMLText.comment(comment)) }
    if let version { add("  version: \(YAMLText.scalar(version.value))", "from \(version.place)") }
    if let description { add("  description: \(YAMLText.scalar(description.value))", "from \(description.place)") }
    if let author { add("  author: \(YAMLText.scalar(author.value))", "from \(author.place)") }
    add("spec:")
    add(
      "  runtime: \(language)\(languageVersion.map { ":\($0.value)" } ?? "")",
      languageVersion.map { "from \($0.place)" } ?? "not found: a version, so it is the usual one")
    lines += modelLines
    if !testDependencies.isEmpty {
      add("  # For the tests only; the agent's own dependencies stay in the project's files.")
      add("  dev_dependencies:")
      for dependency in testDependencies {
        add("    - \(YAMLText.scalar(dependency.value))", "from \(dependency.place)")
      }
    }
    lines += environmentLines
    if let port = start.port {
      add("  ports:")
      add("    - container: \(port.value)", "from \(port.place)")
      add("  healthCheck:")
      if let health {
        add("    type: http")
        add("    path: \(YAMLText.scalar(health.value))", "from \(health.place)")
      } else {
        add("    type: tcp", "not found: a health route; `type: http` with a `path` checks more")
      }
      add("    port: \(port.value)")
    }
    return (lines + pipelineLines).joined(separator: "\n") + "\n"
  }

  private func from(_ place: String) -> String { YAMLText.comment("from \(place)") }

  private var modelLines: [String] {
    let provider = model.provider ?? Found("local", in: "")
    let name = model.name ?? Found("none", in: "")
    func comment(_ found: Found<String>?, _ what: String) -> String {
      YAMLText.comment(found.map { "from \($0.place)" } ?? "not found: \(what)")
    }
    return [
      "  model:",
      "    provider: \(YAMLText.scalar(provider.value))"
        + comment(model.provider, "a library of a model provider; write whose model the agent calls"),
      "    name: \(YAMLText.scalar(name.value))" + comment(model.name, "the name of a model"),
    ]
  }

  private var environmentLines: [String] {
    guard !environment.isEmpty else { return [] }
    var lines: [String] = []
    for variable in environment {
      let comment = YAMLText.comment("read in \(variable.place)")
      if variable.isSecret {
        lines += [
          "    - name: \(variable.name)\(comment)", "      from: secret", "      secretName: \(name.value)",
          "      secretKey: \(variable.name)",
        ]
      } else if let value = variable.value {
        lines.append("    - {name: \(variable.name), value: \(YAMLText.quoted(value))}\(comment)")
      } else {
        lines.append("    # - {name: \(variable.name), value: \"\"}\(comment), without a value there")
      }
    }
    let isEmpty = lines.allSatisfy { $0.hasPrefix("    #") }
    return [isEmpty ? "  # environment:" : "  environment:"] + lines
  }
}
