public import Diagnostics
import Languages
import YAMLTree

public enum EntrypointMissing: ContextRule {
  public static let id = "entrypoint-missing"
  public static let title = "The program that the image starts is in the image"
  public static let why = "The image would build, but its container would exit at once"
  public static let badExample = """
    spec:
      runtime: python
      pipeline:
        build: {entrypoint: [python, server.py]}
    """
  public static let goodExample = """
    spec:
      runtime: python
      pipeline:
        build: {entrypoint: [python, main.py]}
    """
  public static let badFiles = ["main.py": "print('hello')\n"]
  public static let goodFiles = badFiles

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    let written = manifest.node("spec", "pipeline", "build", "entrypoint")
    // Commands may make it; the build looks for it then.
    guard surroundings.dockerfile == nil, !surroundings.hasCommands else { return [] }
    if written == nil, surroundings.entrypoint == nil { return start(manifest, surroundings) }
    guard let command = surroundings.entrypoint ?? written?.texts,
      let place = (written ?? manifest.node("spec", "runtime"))?.location,
      let program = program(of: command, manifest), isMissing(program, surroundings)
    else { return [] }
    let isThere = surroundings.directory.exists(program)
    let problem = isThere ? "the ignore rules exclude `\(program)`" : "`\(program)` does not exist"
    return error(
      "the image would start `\(command.joined(separator: " "))`, but \(problem)", at: place,
      hints: [hint(program, isThere: isThere, surroundings)])
  }

  /// What the project's own files say.
  private static func start(_ manifest: ManifestTree, _ surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let start = manifest.language?.start(in: surroundings.directory, version: manifest.languageVersion) else {
      return []
    }
    if let problem = start.problem { return error(problem, of: manifest) }
    guard !start.isBuilt, let program = start.program, isMissing(program, surroundings) else { return [] }
    let isThere = surroundings.directory.exists(program)
    let problem = isThere ? "the ignore rules exclude `\(program)`" : "nothing makes `\(program)`"
    let finding = start.finding(
      "the image would start `\(start.command.joined(separator: " "))`, but \(problem)",
      hint: isThere
        ? hint(program, isThere: true, surroundings)
        : "create it, add a `build` script that makes it, or set `spec.pipeline.build.entrypoint`")
    return error(finding, of: manifest)
  }

  private static func isMissing(_ program: String, _ surroundings: ManifestSurroundings) -> Bool {
    surroundings.imageFiles.map { !$0.contains(program) } ?? !surroundings.directory.exists(program)
  }

  /// The agent's own file that a command runs; nil if it may come from the base image or the build.
  private static func program(of command: [String], _ manifest: ManifestTree) -> String? {
    guard let first = command.first else { return nil }
    // A script that is its own program; what a compiler makes is not there yet.
    if first.hasPrefix("/app/"), let interpreter = manifest.language?.interpreter {
      let path = String(first.dropFirst("/app/".count))
      return isMade(path, by: interpreter) ? nil : path
    }
    let name = first.split(separator: "/").last.map(String.init) ?? first
    let interpreter = manifest.languages.compactMap(\.interpreter).first { $0.isNamed(name) }
    guard let interpreter, let script = command.dropFirst().first(where: interpreter.runs),
      // The interpreter judges what follows an option of another mode, and the script its own arguments.
      !command.prefix(while: { $0 != script }).contains(where: interpreter.otherModes.contains),
      script.hasPrefix("/app/") || !script.hasPrefix("/"), !isMade(script, by: interpreter)
    else { return nil }
    let path = script.hasPrefix("/app/") ? String(script.dropFirst("/app/".count)) : script
    let parts = path.split(separator: "/").filter { $0 != "." }
    return parts.contains("..") ? nil : parts.joined(separator: "/")
  }

  /// A compiler's output is not there before the build.
  private static func isMade(_ script: String, by interpreter: Interpreter) -> Bool {
    script.split(separator: "/").first { $0 != "." }.map { interpreter.compiledDirectories.contains(String($0)) }
      ?? false
  }

  private static func hint(_ program: String, isThere: Bool, _ surroundings: ManifestSurroundings) -> String {
    if isThere { return "check .dockerignore and `spec.pipeline.build.ignore`" }
    let ending = program.lastIndex(of: ".").map { program[$0...] } ?? ""
    let others = (surroundings.imageFiles ?? []).filter { !$0.contains("/") && $0.hasSuffix(ending) }.prefix(5)
    let list = others.isEmpty ? "" : "; there is " + others.map { "`\($0)`" }.joined(separator: ", ")
    return "create `\(program)`, or set `spec.pipeline.build.entrypoint`\(list)"
  }
}
