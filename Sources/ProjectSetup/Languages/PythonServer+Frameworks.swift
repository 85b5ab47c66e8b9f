extension PythonServer {
  /// The port of the server that a command starts without naming one.
  static func usualPort(of command: Found<[String]>, _ survey: Survey) -> Found<Int>? {
    let name = PythonCommand(command, survey.project).server
    return PythonCommand.usualPorts[name].map { Found($0, in: "\(command.place), the usual port of \(name)") }
  }

  /// docs.djangoproject.com, How to deploy Django.
  func django() throws -> DraftStart? {
    let modules = PythonModules(survey)
    guard survey.project.files.contains("manage.py"), survey.needs("django"),
      [nil, "manage.py"].contains(survey.options.programPath)
    else { return nil }
    var start = DraftStart(kind: .server)
    try PortChoice.add(to: &start, survey, usual: Found(8000, in: "manage.py, the usual port of Django"))
    let port = start.port?.value ?? 8000
    func module(_ name: String) -> String? {
      survey.project.files.first { $0.hasSuffix("/\(name).py") && $0.split(separator: "/").count == 2 }
        .map { String($0.dropLast(3)).replacing("/", with: ".") }
    }
    if modules.hasServer("gunicorn"), let wsgi = module("wsgi") {
      start.entrypoint = Found(["gunicorn", "--bind", "0.0.0.0:\(port)", "\(wsgi):application"], in: "manage.py")
    } else if modules.hasServer("uvicorn"), let asgi = module("asgi") {
      start.entrypoint = Found(
        ["uvicorn", "\(asgi):application", "--host", "0.0.0.0", "--port", "\(port)"], in: "manage.py")
    } else {
      start.entrypoint = Found(["python", "manage.py", "runserver", "0.0.0.0:\(port)", "--noreload"], in: "manage.py")
      start.notes.append("`runserver` is Django's server for development: add `gunicorn` to the dependencies")
    }
    return start
  }

  /// docs.streamlit.io, `streamlit run`.
  func streamlit() throws -> DraftStart? {
    guard survey.needs("streamlit") else { return nil }
    let files = survey.files.all.filter { $0.has("import streamlit") && !$0.path.contains("pages/") }
    let usual = survey.options.programPath.map { [$0] } ?? ["streamlit_app.py", "app.py", "main.py"]
    let only = files.count == 1 && survey.options.program == nil ? files.first : nil
    guard let file = files.first(where: { usual.contains($0.path) }) ?? only else {
      return nil
    }
    var start = DraftStart(kind: .server)
    try PortChoice.add(
      to: &start, survey, main: file.path, usual: Found(8501, in: "\(file.path), the usual port of Streamlit"))
    start.entrypoint = Found(
      [
        "streamlit", "run", file.path, "--server.address=0.0.0.0", "--server.port=\(start.port?.value ?? 8501)",
        "--server.headless=true",
      ], in: file.path)
    return start
  }
}
