import Languages
import TOMLKit

/// Rust: a package or a workspace of Cargo with a program.
struct RustSetup: LanguageSetup {
  static let file = "Cargo.toml"

  var language: any Language { Rust() }
  var source: SourceLanguage { .rust }
  var projectFiles: [String] { [Self.file] }
  var images: [String] { ["rust"] }

  func evidence(in project: SetupProject) -> String? { project.has(Self.file) ? Self.file : nil }

  func identity(of project: SetupProject) -> ProjectIdentity {
    let package = project.toml(Self.file)?.table("package")
    func text(_ key: String) -> Found<String>? { package?.text(key).map { Found($0, in: Self.file) } }
    return ProjectIdentity(
      name: text("name"), version: text("version"), description: text("description"),
      author: package?.texts("authors").first.map { Found($0, in: Self.file) })
  }

  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>? {
    let root = project.toml(Self.file)
    let channel = project.toml("rust-toolchain.toml")?.table("toolchain")?.text("channel")
    let said: [Found<String>?] = [
      channel.map { Found($0, in: "rust-toolchain.toml") },
      project.text("rust-toolchain").flatMap(VersionText.line).map { Found($0, in: "rust-toolchain") },
      (root?.table("package")?.text("rust-version") ?? root?.table("workspace", "package")?.text("rust-version"))
        .map { Found($0, in: Self.file) },
      VersionText.tag(of: images, in: docker),
    ]
    return said.compactMap(\.self).lazy.compactMap { found in
      // A channel, or a directory of a date, is no version of an image.
      found.value.hasPrefix("1.") ? VersionText.minor(found.value).map { Found($0, in: found.place) } : nil
    }.first
  }

  func dependencies(of project: SetupProject) -> Found<[String]>? {
    let names = project.toml(Self.file)?.table("dependencies")?.keys.sorted() ?? []
    return names.isEmpty ? nil : Found(names, in: Self.file)
  }

  func start(_ survey: Survey) throws -> DraftStart {
    var start = DraftStart()
    let programs = programs(survey.project)
    let root = survey.project.toml(Self.file)
    let chosen = root?.table("package")?.text("default-run") ?? programs.first { $0 == survey.name }
    if survey.options.program != nil || (chosen == nil && programs.count != 1) {
      let name = try survey.questions.program(
        among: programs, chosen: survey.options.program, what: "the package has no program, only a library",
        remedy: "add `src/main.rs`, or run `agent-pipeline init` in the package that has one")
      start.package = Found(name, in: survey.options.program == nil ? Self.file : "--program")
    }
    if !survey.project.has("Cargo.lock"), survey.project.directory.parent == nil {
      start.notes.append("there is no Cargo.lock: run `cargo generate-lockfile`, and commit it")
    }
    if survey.servesMCP, survey.listening.isEmpty {
      start.kind = .mcp
      return start
    }
    try PortChoice.add(to: &start, survey, main: "src/main.rs")
    return start
  }

  /// Names of the programs of the package, or of the workspace's members.
  private func programs(_ project: SetupProject) -> [String] {
    let manifests = project.files.filter { $0 == Self.file || $0.hasSuffix("/\(Self.file)") }
    let isWorkspace = project.toml(Self.file)?.table("workspace") != nil
    var names: Set<String> = []
    for manifest in manifests where manifest == Self.file || isWorkspace {
      let directory = String(manifest.dropLast(Self.file.count))
      guard let root = project.toml(manifest), let package = root.table("package")?.text("name") else { continue }
      let listed = root["bin"]?.array?.compactMap { $0.table } ?? []
      names.formUnion(listed.compactMap { $0.text("name") })
      let paths = listed.compactMap { $0.text("path") }
      if project.has("\(directory)src/main.rs"), !paths.contains("src/main.rs") { names.insert(package) }
      let bins = "\(directory)src/bin/"
      for file in project.files where file.hasPrefix(bins) && !paths.contains(String(file.dropFirst(directory.count))) {
        let parts = file.dropFirst(bins.count).split(separator: "/")
        if parts.count == 1, file.hasSuffix(".rs") { names.insert(String(parts[0].dropLast(3))) }
        if parts.count == 2, parts[1] == "main.rs" { names.insert(String(parts[0])) }
      }
    }
    return names.sorted()
  }

  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) {
    let ownFile = survey.project.files.first { $0.hasPrefix("tests/") && $0.hasSuffix(".rs") }
    let inside = survey.files.all.first { $0.has(word: "cfg") && $0.has(word: "tests") && $0.has(word: "test") }?.path
    guard let place = ownFile ?? inside else { return ([], []) }
    return ([DraftTest(name: "unit tests", way: .inBuild("cargo test --release --locked"), place: place)], [])
  }
}
