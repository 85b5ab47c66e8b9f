import Languages
import TextFormats

/// Java: Maven, Gradle, or files alone.
struct JavaSetup: LanguageSetup {
  static let gradleFiles = ["build.gradle.kts", "build.gradle"]

  var language: any Language { Java() }
  var source: SourceLanguage { .java }
  var projectFiles: [String] { ["pom.xml"] + Self.gradleFiles }
  var images: [String] { ["eclipse-temurin", "temurin", "openjdk", "amazoncorretto", "jdk", "jre"] }

  func evidence(in project: SetupProject) -> String? {
    if let file = projectFiles.first(where: project.has) { return file }
    // The code below is that of projects in directories, if they have such files.
    let isOther = project.files.contains { file in projectFiles.contains { file.hasSuffix("/\($0)") } }
    return isOther ? nil : project.files.first { $0.hasSuffix(".java") && !SourceFiles.isAside($0) }
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
    // The build looks for a `main` in Java's files only.
    let isKotlin = programs.count == 1 && programs[0].path.hasSuffix(".kt")
    if survey.options.program != nil || (!isNamed && ((names.count != 1 && usual.count != 1) || isKotlin)) {
      let name = try survey.questions.program(
        among: names, chosen: survey.options.program, what: "no class has a `public static void main`",
        remedy: "name the class that starts the agent with `--program`; that of Kotlin's `Main.kt` is `MainKt`")
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
    let isKotlin = file.path.hasSuffix(".kt")
    guard file.has(isKotlin ? "fun main(" : "static void main(") else { return nil }
    // What a file of Kotlin has outside of classes is in a class of the file's name.
    let base = FilePathText.name(file.path)
    let name = isKotlin ? base.prefix(1).uppercased() + base.dropFirst() + "Kt" : base
    guard let start = file.ends(of: "package").first else { return (name, file.path) }
    let line = file.tokens[start - 1].line
    let package = file.tokens[start...].prefix { $0.text != ";" && $0.line == line }.map(\.text).joined()
    return ("\(package).\(name)", file.path)
  }

  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) { ([], []) }
}
