/// What a file of the project starts, and what it runs before that.
struct Launch: Sendable {
  /// Empty if it takes a shell.
  var command: Found<[String]>
  var before: [Found<String>] = []

  init(words: [String], in place: String) { command = Found(words, in: place) }

  /// Of a shell's line: its last command is what stays.
  init(shell line: String, in place: String) {
    let commands = ShellText.commands(line)
    command = Found(commands.last.map(CommandText.words) ?? [], in: place)
    before = commands.dropLast().map { Found($0, in: place) }
  }

  /// With what a script of the project starts in place of the script.
  func following(_ project: SetupProject) -> Launch {
    let words = CommandText.unwrapped(command.value)
    let isNamed = ["sh", "bash", "/bin/sh", "/bin/bash"].contains(words.first ?? "")
    guard let name = words.dropFirst(isNamed ? 1 : 0).first, !name.hasPrefix("-"),
      let script = Self.script(name, project)
    else { return self }
    let commands = ShellText.lines(script.value).flatMap { line, text in
      ShellText.commands(text).map { Found($0, in: "\(script.place):\(line)") }
    }
    guard let last = commands.last else { return self }
    let rest = Array(words.dropFirst(isNamed ? 2 : 1))
    // `exec "$@"` starts what the script is given.
    let runsRest = last.value.contains("$@") || last.value.contains("$*")
    var launch = Launch(
      words: runsRest ? rest : CommandText.words(last.value), in: runsRest ? command.place : last.place)
    launch.before = before + commands.dropLast()
    return launch
  }

  private static func script(_ name: String, _ project: SetupProject) -> Found<String>? {
    let path = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    let file = FilePathText.last(path)
    // A Dockerfile copies a script to where it runs: `/usr/local/bin/entrypoint.sh`.
    let found = [path, file, "docker/\(file)", "scripts/\(file)"].first(where: project.files.contains)
    guard let found, let text = project.text(found), found.hasSuffix(".sh") || text.hasPrefix("#!") else { return nil }
    let interpreter = text.hasPrefix("#!") ? text.prefix { !$0.isNewline } : "sh"
    return interpreter.hasSuffix("sh") || interpreter.contains("sh ") ? Found(text, in: found) : nil
  }
}
