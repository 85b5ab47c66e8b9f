/// A command that starts a server of Python.
struct PythonCommand {
  static let usualPorts = [
    "uvicorn": 8000, "gunicorn": 8000, "hypercorn": 8000, "fastapi": 8000, "flask": 5000, "streamlit": 8501,
    "chainlit": 8000, "daphne": 8000, "granian": 8000, "waitress-serve": 8080,
  ]

  let command: Found<[String]>
  let project: SetupProject

  init(_ command: Found<[String]>, _ project: SetupProject) {
    self.command = command
    self.project = project
  }

  /// `uvicorn`, also of `python -m uvicorn`.
  var server: String {
    let words = command.value
    let name = FilePathText.last(words.first ?? "")
    return words.count > 2 && words[1] == "-m" ? words[2] : name
  }

  /// The same command on all addresses: nothing outside of the container reaches a server on 127.0.0.1, which is where
  /// most servers listen unless they are told.
  func reachable(at port: Int?) -> (command: Found<[String]>, note: String?) {
    let words = command.value
    let opened = words.indices.map { open(words[$0], after: $0 > 0 ? words[$0 - 1] : "") }
    if opened != words {
      return (
        Found(opened, in: command.place), "\(command.place) listens on 127.0.0.1 only; the entrypoint has 0.0.0.0"
      )
    }
    let added = missing(port)
    guard !added.isEmpty else { return (command, nil) }
    let shown = "`\(added.joined(separator: " "))`"
    return (
      Found(words + added, in: command.place),
      "\(command.place) does not say all of where \(server) listens; the entrypoint has \(shown), too"
    )
  }

  /// An option's value with all addresses in the place of the loopback one.
  private func open(_ word: String, after option: String) -> String {
    let options = ["--host", "-h", "-H", "--bind", "-b", "--address", "--server.address", "runserver"]
    let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
    let name = pair.count == 2 ? pair[0] : option
    guard options.contains(name), let value = pair.last else { return word }
    for loopback in ["127.0.0.1", "localhost"] where value == loopback || value.hasPrefix("\(loopback):") {
      return word.replacing(loopback, with: "0.0.0.0")
    }
    return word
  }

  /// The options for the address and the port that the command does not have.
  private func missing(_ port: Int?) -> [String] {
    let words = command.value
    func has(_ options: String...) -> Bool {
      words.contains { word in options.contains { word == $0 || word.hasPrefix("\($0)=") } }
    }
    let number = "\(port ?? Self.usualPorts[server] ?? 8000)"
    switch server {
    case "gunicorn", "hypercorn":
      let isConfigured = has("--bind", "-b", "--config", "-c") || project.has("gunicorn.conf.py")
      return isConfigured ? [] : ["--bind", "0.0.0.0:\(number)"]
    case "uvicorn", "flask", "granian", "chainlit", "fastapi":
      guard !has("--uds", "--fd") else { return [] }
      let isOpen = has("--host", "-h") || (server == "fastapi" && words.contains("run"))
      let hasPort = has("--port", "-p") || port == nil || port == Self.usualPorts[server]
      return (isOpen ? [] : ["--host", "0.0.0.0"]) + (hasPort ? [] : ["--port", number])
    default: return []
    }
  }
}
