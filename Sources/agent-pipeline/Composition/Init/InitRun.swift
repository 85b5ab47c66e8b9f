import AgentManifest
import Diagnostics
import FileIO
import ImageBuilding
import Languages
import ProjectSetup
import Reporting
import SystemPackage

/// What the command line of `init` says.
struct InitOptions: Sendable {
  var template: String?
  /// The name of a CI system, or `none`.
  var ci: String?
  var yes: Bool
  var isDryRun: Bool
  var project: SetupOptions
}

/// One call of `init`: looks, decides, checks, and only then writes.
struct InitRun {
  let call: Invocation
  /// Absolute.
  let directory: FilePath
  /// As the user wrote it.
  let shown: String
  let options: InitOptions

  private var questions: Questions { options.yes ? .none : TerminalQuestions.here(call) }

  func callAsFunction() throws {
    if let name = options.project.name, let problem = AgentName.problem(with: name) {
      throw Failure(.usage, AgentName.id, "`--name`: \(problem.message)", hints: problem.hints)
    }
    var files = NewFiles()
    var notes: [String] = []
    var isTemplate = false
    let manifest = try existingManifest()
    if let manifest {
      guard options.template == nil else {
        throw Failure(
          .usage, "file-exists", "`\(manifest)` exists, and a template brings its own",
          hints: ["use another directory: `agent-pipeline init DIRECTORY --template NAME`"])
      }
      if let option = options.project.given.first {
        throw Failure(
          .usage, "file-exists", "`\(manifest)` exists and is left alone, so `\(option)` has no effect",
          hints: ["write it into \(manifest), or leave `\(option)` out"])
      }
      call.tell("\(manifest) exists and is left alone; only what is missing is added")
      try addIgnoreFile(to: &files)
    } else if let name = try templateName() {
      let agent = directory.lastComponent?.string ?? ""
      let written = try InitTemplates.files(name, options.project, directory: agent)
      for file in written { files.add(file, below: directory) }
      isTemplate = true
    } else {
      notes = try addDraft(to: &files)
    }
    let ci = try InitCI(call: call, directory: directory, choice: options.ci, manifest: manifest ?? "agent.yaml")
      .add(to: &files)
    if options.isDryRun {
      try files.check()
      for (root, file) in files.all { call.write("# \(path(root, file))\n\(file.text)\n") }
    } else {
      try files.write()
      for (root, file) in files.all { call.tell("wrote \(path(root, file))") }
    }
    for note in notes + ci.notes { call.tell("note: \(note)") }
    if files.all.isEmpty { call.tell("nothing is missing") }
    if !options.isDryRun {
      let steps = InitSteps(directory: directory, shown: shown, currentDirectory: call.currentDirectory)
      call.tell("next:")
      for step in steps.lines(after: files, isTemplate: isTemplate) + ci.steps { call.tell("  \(step)") }
    }
  }

  private func path(_ root: FilePath, _ file: NewFile) -> String {
    let path = root.pushing(FilePath(file.path))
    var relative = path
    return relative.removePrefix(call.currentDirectory) ? relative.string : path.string
  }

  private func existingManifest() throws -> String? {
    try ManifestLocator.names.first { try FileStatus.of(directory.appending($0)) != nil }
  }

  /// The template that is asked for, or chosen for an empty directory.
  private func templateName() throws -> String? {
    if let name = options.template { return name }
    guard let status = try FileStatus.of(directory, followsLinks: true) else {
      throw Failure(
        .usage, "no-project", "`\(shown)` does not exist",
        hints: ["name the directory of a project, or write a new agent with `--template NAME`"])
    }
    guard status.kind == .directory else {
      throw Failure(.usage, "no-project", "`\(shown)` is not a directory", hints: ["name the directory of a project"])
    }
    let names = try Directory.names(in: directory).filter { !$0.hasPrefix(".") && !Self.isAside($0) }
    guard names.isEmpty else { return nil }
    let question = Question(
      "The directory is empty. Which template?", choices: InitTemplates.names, option: "--template")
    if let name = try questions.ask(question) { return name }
    throw Failure(
      .usage, "no-project", "`\(shown)` is empty: there is no project to read",
      hints: ["write a new agent with `--template NAME`"] + InitTemplates.list)
  }

  /// What a forge puts into a new repository.
  private static func isAside(_ name: String) -> Bool {
    ["README.md", "README", "LICENSE", "LICENSE.md", "LICENSE.txt"].contains(name)
  }

  private func project() throws -> SetupProject {
    let listing = try ProjectListing(of: directory)
    return SetupProject(
      name: directory.lastComponent?.string ?? "agent", directory: ProjectDirectory(at: directory),
      files: listing.files, isCut: listing.isCut)
  }

  private func addIgnoreFile(to files: inout NewFiles, tests: [String] = []) throws {
    guard try FileStatus.of(directory.appending(IgnoreFile.name)) == nil,
      let text = IgnoreFile.text(for: try project(), tests: tests)
    else { return }
    files.add(NewFile(IgnoreFile.name, text), below: directory)
  }

  /// - Returns: what was not found.
  private func addDraft(to files: inout NewFiles) throws -> [String] {
    let draft = try AgentDraft(reading: try project(), options.project, questions)
    try addIgnoreFile(to: &files, tests: draft.testFiles)
    let manifest = NewFile("agent.yaml", draft.text)
    let findings = try DraftCheck(call: call, directory: directory)(manifest, with: files)
    files.add(manifest, below: directory)
    // Nothing that the draft says is wrong; what is wrong is in the project.
    let warnings = findings.filter { $0.severity == .warning }
    for warning in warnings { call.console.show(warning) }
    return draft.notes
  }
}
