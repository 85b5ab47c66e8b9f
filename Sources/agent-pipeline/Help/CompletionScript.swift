import ArgumentParser

/// The completions of ArgumentParser, with what they lack.
enum CompletionScript {
  static func text(for shell: CompletionShell) -> String {
    let script = AgentPipeline.completionScript(for: shell)
    return switch shell {
    case .bash: bash(script) + "\n"
    case .zsh: zsh(script) + "\n"
    default: fish(script) + "\n"
    }
  }

  /// What `help` describes.
  private static var commands: String { names(AgentPipeline.configuration.subcommands) }

  /// What `help` describes below a command.
  private static var groups: [(name: String, commands: String)] {
    AgentPipeline.configuration.subcommands.compactMap { command in
      let children = command.configuration.subcommands
      return children.isEmpty ? nil : (command.configuration.commandName ?? "", names(children))
    }
  }

  private static func names(_ commands: [any ParsableCommand.Type]) -> String {
    commands.compactMap { $0.configuration.commandName }.joined(separator: " ")
  }

  private static func fish(_ script: String) -> String {
    let help = "complete -c \(ToolVersion.name) -n '__fish_seen_subcommand_from help"
    let known = groups.map(\.name).joined(separator: " ")
    return
      ([
        // One text describes a switch and its opposite.
        script.replacing(/-l 'no-([a-z-]+)' -d '/, with: { "\($0.output.0)Not --\($0.output.1): " }),
        "\(help); and not __fish_seen_subcommand_from \(known)' -fa '\(commands)'",
      ] + groups.map { "\(help); and __fish_seen_subcommand_from \($0.name)' -fa '\($0.commands)'" })
      .joined(separator: "\n")
  }

  private static func bash(_ script: String) -> String {
    script
      // Only names of files get a slash: the command `build` is not a directory, even where one has its name.
      .replacing("complete -o filenames -F", with: "complete -F")
      .replacing(
        /_add_completions -(?=[fdo])/, with: { "_add_files -" + $0.output.dropFirst("_add_completions -".count) }
      )
      .replacing(
        "__agent-pipeline_custom_complete() {",
        with: """
          __agent-pipeline_add_files() {
              # Outside of a completion, as in tests, there is nothing to set.
              compopt -o filenames 2>/dev/null
              __agent-pipeline_add_completions "${@}"
          }

          __agent-pipeline_custom_complete() {
          """
      )
      // Readline takes `--name=value` for three words.
      .replacing(
        """
            local -r cur="${2}"
            local -r prev="${3}"
        """,
        with: """
              local cur="${2}" prev="${3}"
              if [[ "${cur}" = '=' ]]; then
                  cur=''
              elif [[ "${prev}" = '=' && "${COMP_CWORD}" -ge 2 ]]; then
                  prev="${COMP_WORDS[COMP_CWORD - 2]}"
              fi
          """
      )
      .replacing(
        #"    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")"#,
        with: #"""
              local -a unparsed_words=()
              local word
              for word in "${COMP_WORDS[@]:1:${COMP_CWORD}}"; do
                  [[ "${word}" = '=' ]] || unparsed_words+=("${word}")
              done
              [[ "${COMP_WORDS[COMP_CWORD]}" = '=' ]] && unparsed_words+=('')
          """#
      )
      .replacing(
        "_agent-pipeline_help() {\n",
        with: """
          _agent-pipeline_help() {
              local names=''
              case "${#unparsed_words[@]} ${unparsed_words[0]}" in
                  '0 '* | '1 '*) names='\(commands)' ;;
          \(groups.map { "        '2 \($0.name)') names='\($0.commands)' ;;" }.joined(separator: "\n"))
              esac
              COMPREPLY+=($(compgen -W "${names}" -- "${cur}"))

          """
      )
      // The last item of a list: `--only validate,te`.
      .replacing(
        #"    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")"#,
        with: #"""
              done < <(
                  IFS=$'\n'
                  if [[ "${1}" = -W && "${cur}" = *,* ]]; then
                      compgen -P "${cur%,*}," "${@}" -- "${cur##*,}"
                  else
                      compgen "${@}" -- "${cur}"
                  fi
              )
          """#
      )
  }

  /// `--name=value` besides `--name value`.
  private static func zsh(_ script: String) -> String {
    let cases = groups.map { "\($0.name)) compadd \($0.commands);;" }.joined(separator: " ")
    return script.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard line.hasPrefix("        '"), line.contains("]:") else { return String(line) }
      return String(line).replacing(/^(\s+'\*?--[a-z-]+)\[/, with: { "\($0.output.1)=[" })
        .replacing(/\{(--[a-z,-]+)\}'\[/, with: { "{\($0.output.1.replacing(",", with: "=,"))=}'[" })
    }.joined(separator: "\n").replacing(
      "'*:subcommands:'", with: "'1:command:(\(commands))' '2:command:{case ${line[1]} in \(cases) esac}'")
  }
}
