/// What a Dockerfile, the scripts that it starts and a Procfile do, and agent.yaml does not.
struct OmittedSteps {
  let survey: Survey
  let draft: AgentDraft

  /// `Dockerfile:5 RUN apt-get install -y ffmpeg`, each once.
  var lines: [String] {
    var seen: Set<String> = []
    let all = (survey.docker?.steps ?? []).flatMap { line(of: $0.word, $0.rest) } + started + processes
    return all.filter { seen.insert($0.value).inserted }.map { found in
      let masked = found.value.split(separator: " ").map(Self.masked).joined(separator: " ")
      let text = masked.count > 80 ? "\(masked.prefix(80))…" : masked
      return "\(found.place) \(text)"
    }
  }

  /// Without what could be a secret: `https://user:token@host/`, `API_KEY=x`.
  private static func masked(_ word: Substring) -> String {
    if word.contains("://"), word.contains("@") { return "…" }
    let pair = word.split(separator: "=", maxSplits: 1)
    let isSecret = pair.count == 2 && EnvironmentReads.isSecret(pair[0].drop { $0 == "-" }.uppercased())
    return isSecret ? "\(pair[0])=…" : String(word)
  }

  private func line(of word: String, _ rest: Found<String>) -> [Found<String>] {
    switch word {
    case "RUN": installed(rest)
    case "ENV": variables(rest)
    default: DockerfileCopy(word, rest, survey).isOmitted ? [Found("\(word) \(rest.value)", in: rest.place)] : []
    }
  }

  /// Of the commands of a RUN, those that the build does not do by itself.
  private func installed(_ rest: Found<String>) -> [Found<String>] {
    let words = rest.value.split(separator: " ").drop { $0.hasPrefix("--") }
    let commands = ShellText.commands(words.joined(separator: " ")).filter { !UsualSteps.contain($0, survey) }
    return commands.isEmpty ? [] : [Found("RUN \(commands.joined(separator: " && "))", in: rest.place)]
  }

  /// Names alone: a value could be a secret.
  private func variables(_ rest: Found<String>) -> [Found<String>] {
    let filled = survey.launches.flatMap(\.command.value)
    let names = (survey.docker?.variables ?? [:]).filter { name, found in
      found.place == rest.place && !UsualSteps.isUsual(variable: name)
        && !draft.environment.contains { $0.name == name && $0.value == found.value }
        && !filled.contains { $0.contains("$\(name)") || $0.contains("${\(name)") }
        && !(draft.start.port.map { "\($0.value)" == found.value } ?? false)
    }.keys.sorted()
    return names.isEmpty ? [] : [Found("ENV \(names.joined(separator: ", "))", in: rest.place)]
  }

  /// What runs before the agent does.
  private var started: [Found<String>] {
    survey.launches.flatMap(\.before).filter { !UsualSteps.contain($0.value, survey) }
  }

  /// Other processes than `web`.
  private var processes: [Found<String>] {
    DeploymentHints.processes(in: survey.project).filter { $0.name != "web" }
      .map { Found("\($0.name): \($0.command.value)", in: $0.command.place) }
  }
}
