import Diagnostics

/// A web framework's service of a Python project, and the server that runs it.
struct PythonServer {
  let survey: Survey
  private var modules: PythonModules { PythonModules(survey) }

  init(_ survey: Survey) { self.survey = survey }

  private struct Service {
    var file: SourceFile
    /// `app`, or `create_app` for a factory.
    var name: String
    var isFactory: Bool
    var isASGI: Bool
    var place: String
  }

  private static let frameworks: [(call: String, isASGI: Bool)] = [
    ("FastAPI(", true), ("Starlette(", true), ("Quart(", true), ("Litestar(", true), ("Flask(", false),
  ]

  /// - Returns: `nil` if there is no such service.
  /// - Throws: if several could be the agent, or nothing can run it.
  func find() throws -> DraftStart? {
    if let start = try django() ?? streamlit() { return start }
    let chosen = survey.options.programPath
    let services = services().filter { chosen == nil || $0.file.path == chosen }
    guard !services.isEmpty else { return nil }
    let usual = ["main.py", "app.py", "server.py", "api.py", "asgi.py", "wsgi.py", "__init__.py"]
    let usually = services.first { usual.contains($0.file.path) }
    let file = try survey.questions.program(
      among: usually.map { [$0.file.path] } ?? Array(Set(services.map(\.file.path))).sorted(), chosen: nil, what: "",
      remedy: "")
    guard let service = services.first(where: { $0.file.path == file }) else { return nil }
    return try start(service)
  }

  private func services() -> [Service] {
    survey.files.all.flatMap { file in
      Self.frameworks.flatMap { framework -> [Service] in
        file.ends(of: framework.call).compactMap { end -> Service? in
          let tokens = file.tokens
          // `app = FastAPI(`, also `app: FastAPI = FastAPI(`; in a function it is a factory's.
          let start = (0..<end).reversed().first { tokens[$0].kind == .word && tokens[$0].column == 0 } ?? 0
          let place = file.place(end - 1)
          if tokens[start].line == tokens[end - 1].line, tokens[start].kind == .word, tokens[start].text != "def" {
            return Service(
              file: file, name: tokens[start].text, isFactory: false, isASGI: framework.isASGI, place: place)
          }
          guard tokens[start].text == "def", start + 1 < tokens.count else { return nil }
          // What a module calls by itself: `app = create_app()`.
          let factory = tokens[start + 1].text
          let assigned = tokens.indices.dropLast(3).first { index in
            tokens[index].kind == .word && tokens[index].column == 0 && tokens[index + 1].text == "="
              && tokens[index + 2].text == factory && tokens[index + 3].text == "("
          }
          if let assigned {
            return Service(
              file: file, name: tokens[assigned].text, isFactory: false, isASGI: framework.isASGI, place: place)
          }
          return Service(file: file, name: factory, isFactory: true, isASGI: framework.isASGI, place: place)
        }
      }
    }
  }

  private func start(_ service: Service) throws -> DraftStart {
    var start = DraftStart(kind: .server)
    let path = service.file.path
    // A program that opens its port to all is run as it is.
    let own = survey.listening.first { $0.file == path && !$0.isLoopback && service.file.has("__main__") }
    if own != nil {
      start.entrypoint = Found(modules.command(for: path), in: path)
      try PortChoice.add(to: &start, survey, main: path)
      if start.port != nil { return start }
    }
    let usual = Found(service.isASGI ? 8000 : 5000, in: "\(service.place), the usual port of its server")
    try PortChoice.add(to: &start, survey, main: path, usual: usual)
    // The command below names host and port.
    (start.notes, start.variables) = ([], [])
    let port = start.port ?? usual
    start.entrypoint = Found(try command(service, port: port.value), in: service.place)
    if start.entrypoint?.value.first == "flask" {
      start.notes.append("`flask run` is a server for development: add `gunicorn` to the dependencies")
    }
    return start
  }

  private func command(_ service: Service, port: Int) throws -> [String] {
    var directory: [String] = []
    let module: String
    if let own = modules.module(of: service.file.path), !own.contains("-"), !importsNeighbours(service.file) {
      module = own
    } else {
      let parts = service.file.path.split(separator: "/").map(String.init)
      directory = parts.count > 1 ? [parts.dropLast().joined(separator: "/")] : []
      module = String((parts.last ?? "").dropLast(3))
    }
    let call = "\(service.name)" + (service.isFactory ? "()" : "")
    if service.isASGI, modules.hasServer("uvicorn") {
      return ["uvicorn", "\(module):\(service.name)", "--host", "0.0.0.0", "--port", "\(port)"]
        + (service.isFactory ? ["--factory"] : []) + directory.flatMap { ["--app-dir", $0] }
    }
    if service.isASGI, modules.hasServer("hypercorn"), directory.isEmpty {
      return ["hypercorn", "\(module):\(call)", "--bind", "0.0.0.0:\(port)"]
    }
    if !service.isASGI, modules.hasServer("gunicorn") {
      return ["gunicorn", "--bind", "0.0.0.0:\(port)"] + directory.flatMap { ["--chdir", $0] } + ["\(module):\(call)"]
    }
    if !service.isASGI, modules.hasServer("flask") {
      let app = (directory + [module]).joined(separator: "/")
      return ["flask", "--app", "\(app):\(call)", "run", "--host", "0.0.0.0", "--port", "\(port)"]
    }
    throw Failure(
      .agent, "server-missing",
      "\(service.place) is a web service, but the project installs no server that runs it",
      hints: [
        service.isASGI
          ? "add `uvicorn` to the dependencies in \(survey.dependencies?.place ?? "requirements.txt")"
          : "add `gunicorn` to the dependencies in \(survey.dependencies?.place ?? "requirements.txt")"
      ])
  }

  /// Whether a file imports others of its directory as if it were run from there.
  private func importsNeighbours(_ file: SourceFile) -> Bool {
    let parts = file.path.split(separator: "/")
    guard parts.count > 1 else { return false }
    let directory = parts.dropLast().joined(separator: "/")
    let tokens = file.tokens
    return tokens.indices.dropLast().contains { index in
      guard ["import", "from"].contains(tokens[index].text), index == 0 || tokens[index - 1].line < tokens[index].line
      else {
        return false
      }
      let name = tokens[index + 1].text
      let isNeighbour = ["\(directory)/\(name).py", "\(directory)/\(name)/__init__.py"]
        .contains(where: survey.project.files.contains)
      return isNeighbour && !survey.project.files.contains { $0 == "\(name).py" || $0.hasPrefix("\(name)/") }
    }
  }
}
