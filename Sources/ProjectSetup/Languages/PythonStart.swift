import Diagnostics
import TOMLKit

/// How a Python project starts.
struct PythonStart {
  let survey: Survey
  private var files: SourceFiles { survey.files }

  init(_ survey: Survey) { self.survey = survey }

  func find() throws -> DraftStart {
    try requireProgram()
    for command in survey.commands where survey.options.program == nil && isUsable(command.value) {
      var start = DraftStart()
      let file = PythonModules(survey).file(startedBy: command.value)
      try PortChoice.add(
        to: &start, survey, command: command, main: file, usual: PythonServer.usualPort(of: command, survey))
      if start.port == nil, usesMCP { start.kind = .mcp }
      if let filled = CommandText.filled(command.value, port: start.port?.value) {
        let entrypoint = Found(filled.filter { $0 != "--reload" }, in: command.place)
        let server = PythonCommand(entrypoint, survey.project).reachable(at: start.port?.value)
        start.entrypoint = server.command
        start.notes += server.note.map { [$0] } ?? []
        return start
      }
    }
    if let start = try PythonServer(survey).find() { return start }
    if let start = try mcp() { return start }
    if let script = script { return try running(script, file: nil) }
    return try running(try program(), file: survey.options.programPath.flatMap { files[$0] })
  }

  /// - Throws: if the user names a program that is neither a file nor a script of the project.
  private func requireProgram() throws {
    guard let program = survey.options.program, let path = survey.options.programPath, !survey.project.has(path),
      !PythonModules(survey).scripts.contains(program)
    else { return }
    throw Failure(
      .usage, "program-unknown", "`--program` is `\(program)`, which is not a file of the project",
      hints: ["name the file that starts the agent, as a path below the agent's directory"])
  }

  /// A server of MCP, which is reached over its standard streams unless its code names another transport.
  private func mcp() throws -> DraftStart? {
    guard usesMCP else { return nil }
    let transports = files.all.flatMap { file in
      file.ends(of: "run(").compactMap { start in
        file.inside(start).keyword("transport")?.texts.first.map { ($0, file, start) }
      }
    }
    guard let entry = script ?? (try? program()) else { return nil }
    var start = DraftStart(entrypoint: entry)
    let overHTTP = transports.first { ["sse", "http", "streamable-http"].contains($0.0) }
    guard let overHTTP, !transports.contains(where: { $0.0 == "stdio" }) else {
      start.kind = .mcp
      return start
    }
    let place = overHTTP.1.place(overHTTP.2)
    try PortChoice.add(to: &start, survey, main: overHTTP.1.path, usual: Found(8000, in: "\(place), the usual port"))
    return start
  }

  private var usesMCP: Bool {
    survey.needs("mcp", "fastmcp") || files.all.contains { $0.has("from mcp") || $0.has("from fastmcp") }
  }

  /// An only script of an installed project, or the one with its name.
  private var script: Found<[String]>? {
    let root = survey.project.toml("pyproject.toml")
    guard PythonModules(survey).isInstalled else { return nil }
    if let program = survey.options.program {
      return PythonModules(survey).scripts.contains(program) ? Found([program], in: "--program") : nil
    }
    let names =
      (root?.table("project", "scripts") ?? root?.table("tool", "poetry", "scripts"))?.keys.sorted() ?? []
    let own = [survey.name, root?.table("project")?.text("name") ?? ""]
    let chosen = names.count == 1 ? names.first : names.first { own.contains($0.replacing("_", with: "-")) }
    return chosen.map { Found([$0], in: "the scripts of pyproject.toml") }
  }

  /// The file that runs.
  private func program() throws -> Found<[String]> {
    if let path = survey.options.programPath { return Found(PythonModules(survey).command(for: path), in: "--program") }
    let usual = ["main.py", "app.py", "server.py", "agent.py", "run.py", "bot.py", "__main__.py", "index.py"]
    if let name = usual.first(where: survey.project.files.contains) { return Found(["python", name], in: name) }
    let modules = PythonModules(survey)
    let packages = files.all.map(\.path).filter { $0.hasSuffix("/__main__.py") }
    if packages.count == 1, let module = modules.module(of: packages[0]), module.hasSuffix(".__main__") {
      return Found(["python", "-m", String(module.dropLast(".__main__".count))], in: packages[0])
    }
    let guarded = files.all.filter { $0.has("if __name__ == \"__main__\"") }.map(\.path)
    let atRoot = files.all.map(\.path).filter { !$0.contains("/") }
    let candidates = guarded.isEmpty ? atRoot : guarded
    let named = candidates.filter { usual.contains(FilePathText.last($0)) }
    let file = try survey.questions.program(
      among: named.count == 1 ? named : candidates, chosen: nil, what: "no file of the project is a program",
      remedy: "put the program into `main.py`, or name it with `--program`")
    return Found(modules.command(for: file), in: file)
  }

  private func running(_ command: Found<[String]>, file: SourceFile?) throws -> DraftStart {
    var start = DraftStart(entrypoint: command)
    let main = file?.path ?? command.value.last
    // What a part of the project could open is none of a program that does not.
    let opens = survey.listening.contains { $0.file == main } || survey.listening.count == 1
    if opens || survey.options.port != nil {
      try PortChoice.add(to: &start, survey, main: main)
    } else if let exposed = survey.docker?.port, survey.listening.isEmpty {
      start.port = exposed
      start.kind = .server
    }
    return start
  }

  /// Whether the image has what a command of a Dockerfile names.
  private func isUsable(_ command: [String]) -> Bool {
    guard let program = command.first?.split(separator: "/").last else { return false }
    let modules = PythonModules(survey)
    if program.hasPrefix("python") {
      if command.count > 2, command[1] == "-m" {
        return modules.hasServer(command[2]) || modules.path(of: command[2]) != nil
      }
      return command.dropFirst().first { !$0.hasPrefix("-") }.map(survey.project.files.contains) ?? false
    }
    if modules.scripts.contains(String(program)) { return modules.isInstalled }
    guard modules.hasServer(String(program)) else { return false }
    // A module that the Dockerfile copies to another place is not found here.
    return modules.file(startedBy: command) != nil
  }
}
