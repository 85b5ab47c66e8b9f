import Diagnostics

/// Which port an agent listens on, of all that the project says.
enum PortChoice {
  /// - Throws: if the code opens a port that is not written out, and the user does not say which.
  /// - Parameters:
  ///   - command: what starts the agent, if a file says so.
  ///   - main: the file that runs; what it opens counts before what others open.
  ///   - usual: the port of the framework.
  static func add(
    to start: inout DraftStart, _ survey: Survey, command: Found<[String]>? = nil, main: String? = nil,
    usual: Found<Int>? = nil
  ) throws {
    let listening = Self.listening(survey, main: main)
    let variable = listening?.variable
    let set = variable.flatMap { survey.docker?.variables[$0] }.flatMap { found in
      Int(found.value).map { Found($0, in: found.place) }
    }
    let asked = command.flatMap { command in CommandText.port(in: command.value).map { Found($0, in: command.place) } }
    let ofCode = listening.flatMap { code in code.port.map { Found($0, in: code.place) } }
    let elsewhere =
      survey.docker?.port ?? DeploymentHints.composePort(in: survey.project)
      ?? DeploymentHints.examplePort(in: survey.project)
    let flag = CommandFlags.port(in: survey.files)
    let given = survey.options.port.map { Found($0, in: "--port") }
    start.port =
      given ?? asked ?? set ?? (listening?.file == main ? ofCode : nil) ?? flag ?? ofCode ?? elsewhere ?? usual
    if start.port == nil, let variable, let listening {
      // The code leaves the port to the person who starts it.
      start.port = Found(8080, in: "\(listening.place), which reads it from \(variable)")
    }
    if start.port == nil, let listening { start.port = try ask(listening, survey) }
    guard let port = start.port else { return }
    if start.kind == .other { start.kind = .server }
    if let variable, asked == nil, flag == nil, port.value != ofCode?.value {
      start.variables.append(
        DraftVariable(name: variable, value: "\(port.value)", place: listening?.place ?? port.place))
    } else if given == nil, variable == nil, asked == nil, flag == nil, let ofCode, let exposed = survey.docker?.port,
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

  /// What the program itself opens counts first, then servers of HTTP, whose port may not be written out.
  private static func listening(_ survey: Survey, main: String?) -> Listening? {
    let own = survey.listening.filter { $0.file == main }
    let known = { (listening: Listening) in listening.port != nil || listening.variable != nil }
    return own.first(where: known) ?? survey.listening.first { $0.isHTTP && known($0) }
      ?? own.first ?? survey.listening.first(where: \.isHTTP) ?? survey.listening.first
  }

  private static func ask(_ listening: Listening, _ survey: Survey) throws -> Found<Int> {
    let question = Question("\(listening.place) opens a port. Which one?", option: "--port")
    while let answer = try survey.questions.ask(question) {
      if let port = Int(answer), (1...65535).contains(port) { return Found(port, in: "the answer") }
    }
    throw Failure(
      .agent, "port-unknown", "\(listening.place) opens a port, and which one is not written out",
      hints: ["say which one it is: `agent-pipeline init --port 8080`"])
  }
}
