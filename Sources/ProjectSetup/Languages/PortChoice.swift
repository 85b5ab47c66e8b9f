/// Which port an agent listens on, of all that the project says.
enum PortChoice {
  /// - Parameters:
  ///   - command: what starts the agent, if a file says so.
  ///   - main: the file that runs; what it opens counts before what others open.
  ///   - usual: the port of the framework.
  static func add(
    to start: inout DraftStart, _ survey: Survey, command: Found<[String]>? = nil, main: String? = nil,
    usual: Found<Int>? = nil
  ) {
    let listening = survey.listening.first { $0.file == main } ?? survey.listening.first
    let variable = listening?.variable
    let set = variable.flatMap { survey.docker?.variables[$0] }.flatMap { found in
      Int(found.value).map { Found($0, in: found.place) }
    }
    let asked = command.flatMap { command in CommandText.port(in: command.value).map { Found($0, in: command.place) } }
    let ofCode = listening.flatMap { code in code.port.map { Found($0, in: code.place) } }
    let elsewhere =
      survey.docker?.port ?? DeploymentHints.composePort(in: survey.project)
      ?? DeploymentHints.examplePort(in: survey.project)
    let given = survey.options.port.map { Found($0, in: "--port") }
    start.port = given ?? asked ?? set ?? ofCode ?? elsewhere ?? usual
    if start.port == nil, let variable, let listening {
      // The code leaves the port to whoever starts it.
      start.port = Found(8080, in: "\(listening.place), which reads it from \(variable)")
    }
    guard let port = start.port else { return }
    if start.kind == .other { start.kind = .server }
    if let variable, asked == nil, port.value != ofCode?.value {
      start.variables.append(
        DraftVariable(name: variable, value: "\(port.value)", place: listening?.place ?? port.place))
    } else if given == nil, variable == nil, asked == nil, let ofCode, let exposed = survey.docker?.port,
      exposed.value != ofCode.value
    {
      start.notes.append(
        "\(exposed.place) exposes port \(exposed.value), but the code listens on \(ofCode.value) (\(ofCode.place))")
    }
    if let listening, listening.isLoopback, asked == nil {
      start.notes.append(
        "\(listening.place) listens on 127.0.0.1 only: nothing outside of the container reaches it; use 0.0.0.0")
    }
  }
}
