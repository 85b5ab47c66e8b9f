import Languages
import TextFormats

/// Java: Maven, Gradle, or files alone.
struct JavaSetup: LanguageSetup {
  static let gradleFiles = ["build.gradle.kts", "build.gradle"]

  var language: any Language { Java() }
  var source: SourceLanguage { .java }
  var images: [String] { ["eclipse-temurin", "temurin", "openjdk", "amazoncorretto", "jdk", "jre"] }

  func evidence(in project: SetupProject) -> String? {
    (["pom.xml"] + Self.gradleFiles).first(where: project.has)
      ?? project.files.first { $0.hasSuffix(".java") && !SourceFiles.isAside($0) }
  }

  func identity(of project: SetupProject) -> ProjectIdentity {
    if let pom = PomText(in: project) {
      func text(_ path: String) -> Found<String>? { pom[path].map { Found($0, in: PomText.file) } }
      return ProjectIdentity(
        name: text("artifactId"), version: text("version") ?? text("parent/version"), description: text("description"),
        author: text("developers/developer/name") ?? text("organization/name"))
    }
    let name = project.first(of: ["settings.gradle.kts", "settings.gradle"]).flatMap { file in
      assigned("rootProject.name", in: file.value).map { Found($0, in: file.place) }
    }
    let version = project.first(of: Self.gradleFiles).flatMap { file in
      assigned("version", in: file.value).map { Found($0, in: file.place) }
    }
    return ProjectIdentity(name: name, version: version)
  }

  /// `rootProject.name = 'agent'`
  private func assigned(_ name: String, in text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline) {
      let pair = line.split(separator: "=", maxSplits: 1).map { ASCII.trimmed($0) }
      guard pair.count == 2, pair[0] == name, let quote = pair[1].first, quote == "'" || quote == "\"" else { continue }
      return String(pair[1].dropFirst().prefix { $0 != quote })
    }
    return nil
  }

  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>? {
    var said: [Found<String>] = []
    if let pom = PomText(in: project) {
      let names = ["maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source"]
      said += names.compactMap { pom["properties/\($0)"] }.map { Found($0, in: PomText.file) }
      said += pom.release.map { [Found($0, in: PomText.file)] } ?? []
    }
    if let gradle = project.first(of: Self.gradleFiles) {
      let marks = ["JavaLanguageVersion.of(", "jvmToolchain(", "options.release", "sourceCompatibility"]
      for mark in marks {
        guard let place = gradle.value.firstRange(of: mark) else { continue }
        said.append(Found(String(gradle.value[place.upperBound...].prefix(40)), in: gradle.place))
      }
    }
    said += [".java-version", ".sdkmanrc"].compactMap { name in
      project.text(name).flatMap(VersionText.line).map { Found($0, in: name) }
    }
    said += [VersionText.tag(of: images, in: docker), VersionText.tool(["java"], in: project)].compactMap(\.self)
    return said.lazy.compactMap { found in
      var numbers = VersionText.numbers(found.value)
      // `1.8` is what 8 was called.
      if numbers.first == 1, numbers.count > 1 { numbers.removeFirst() }
      guard let number = numbers.first, number >= 8, number < 100 else { return nil }
      // There are images of the versions that are maintained for long, and of those since 21.
      let version = [8, 11, 17, 21].first { $0 >= number } ?? number
      return Found("\(version)", in: found.place)
    }.first
  }

  func dependencies(of project: SetupProject) -> Found<[String]>? {
    if let pom = PomText(in: project) {
      return pom.dependencies.isEmpty ? nil : Found(pom.dependencies, in: PomText.file)
    }
    guard let gradle = project.first(of: Self.gradleFiles) else { return nil }
    let tokens = SourceToken.all(in: Array(gradle.value.utf8), of: .nodejs)
    let names = tokens.filter { $0.kind == .text }.map(\.text).compactMap { text -> String? in
      let parts = text.split(separator: ":")
      return parts.count >= 2 ? String(parts[1]) : nil
    }
    return names.isEmpty ? nil : Found(names, in: gradle.place)
  }

  func start(_ survey: Survey) throws -> DraftStart {
    var start = DraftStart()
    let project = survey.project
    let isNamed =
      PomText(in: project)?.mainClass != nil
      || project.first(of: Self.gradleFiles).map {
        $0.value.contains("mainClass") || $0.value.contains("mainClassName")
      }
        ?? false
    let programs = survey.files.all.compactMap { mainClass(in: $0) }
    let names = programs.map(\.name)
    let usual = names.filter { $0 == "Main" || $0.hasSuffix(".Main") }
    if survey.options.program != nil || (!isNamed && names.count != 1 && usual.count != 1) {
      let name = try survey.questions.program(
        among: names, chosen: survey.options.program, what: "no class has a `public static void main`",
        remedy: "name the class that starts the agent with `--program`")
      start.mainClass = Found(name, in: survey.options.program == nil ? "its `main`" : "--program")
    }
    if survey.servesMCP, survey.listening.isEmpty {
      start.kind = .mcp
      return start
    }
    let chosen = start.mainClass?.value ?? usual.first ?? names.first
    let main = programs.first { $0.name == chosen }?.path
    start.port = survey.options.port == nil ? SpringSettings.port(in: project) : nil
    if start.port == nil {
      let web = ["spring-boot-starter-web", "spring-boot-starter-webflux", "quarkus-rest", "quarkus-resteasy"].first {
        name in survey.dependencies?.value.contains { $0.hasPrefix(name) } ?? false
      }
      try PortChoice.add(
        to: &start, survey, main: main,
        usual: web.map { Found(8080, in: "\(survey.dependencies?.place ?? ""), the usual port of \($0)") })
    }
    if start.port != nil { start.kind = .server }
    return start
  }

  /// A class with a `main`, by its package and the file's name.
  private func mainClass(in file: SourceFile) -> (name: String, path: String)? {
    guard file.path.hasSuffix(".java"), file.has("static void main(") else { return nil }
    let name = file.path.split(separator: "/").last.map { String($0.dropLast(".java".count)) } ?? ""
    guard let start = file.ends(of: "package").first else { return (name, file.path) }
    let package = file.tokens[start...].prefix { $0.text != ";" }.map(\.text).joined()
    return ("\(package).\(name)", file.path)
  }

  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) { ([], []) }
}
