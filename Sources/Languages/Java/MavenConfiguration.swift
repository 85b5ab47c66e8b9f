import TextFormats

/// What Maven reads from the project besides pom.xml (maven.apache.org/configure.html), and the repositories of pom.xml.
struct MavenConfiguration {
  /// Options of `.mvn/maven.config` that decide neither files nor repositories.
  private static let harmless = [
    "-D", "-P", "-T", "-B", "-ntp", "-U", "-C", "-c", "-e", "-q", "-X", "-fae", "-ff", "-fn", "-am", "-amd", "-nsu",
    "--batch-mode", "--no-transfer-progress", "--threads", "--activate-profiles", "--define", "--errors", "--quiet",
    "--strict-checksums", "--lax-checksums", "--fail-at-end", "--fail-fast", "--fail-never", "--also-make",
    "--no-snapshot-updates", "--update-snapshots", "--builder",
  ]
  /// Options of `.mvn/jvm.config` that load no code.
  private static let harmlessOfJVM = [
    "-Xm", "-Xs", "-XX:Max", "-XX:Min", "-XX:+Use", "-XX:Tiered", "-XX:+Tiered", "-XX:-Tiered", "-D", "--add-opens",
    "--add-exports", "--enable-native-access", "-ea", "-da",
  ]
  /// Java properties that lead elsewhere, however they are set.
  private static let properties = [
    "maven.ext.class.path", "maven.repo.local", "settings", "http.proxyHost", "https.proxyHost", "socksProxyHost",
    "javax.net.ssl.", "java.security.", "java.class.path", "java.library.path", "maven.wagon.",
  ]

  let hosts: PackageHosts

  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    var problems: [ProjectFileProblem] = []
    let extensions = ".mvn/extensions.xml"
    if directory.exists(extensions) {
      problems.append(
        .refused(
          "extensions", in: extensions, line: 1, because: "an extension runs inside Maven and can change every build",
          hint: "declare it as a plugin in pom.xml, or build with a Docker Engine and your own Dockerfile"))
    }
    problems += options(".mvn/maven.config", Self.harmless, "MAVEN_ARGS", directory)
    problems += options(".mvn/jvm.config", Self.harmlessOfJVM, "MAVEN_OPTS", directory)
    return problems + wrapper(".mvn/wrapper/maven-wrapper.properties", directory) + repositories(directory)
  }

  /// The address that Maven or Gradle itself comes from.
  func wrapper(_ file: String, _ directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let text = directory.text(file) else { return [] }
    return ProjectDependencies.lines(text).compactMap { line in
      let parts = line.text.split(separator: "=", maxSplits: 1).map { ASCII.trimmed($0).replacing("\\:", with: ":") }
      guard parts.count == 2, ["distributionUrl", "wrapperUrl"].contains(parts[0]), !hosts.contain(parts[1]) else {
        return nil
      }
      return .index(
        parts[1], as: parts[0], in: file, line: line.number, remedy: "set the variable MVNW_REPOURL in the CI system")
    }
  }

  private func options(
    _ file: String, _ harmless: [String], _ variable: String, _ directory: ProjectDirectory
  ) -> [ProjectFileProblem] {
    guard let text = directory.text(file) else { return [] }
    return ProjectDependencies.lines(text).flatMap { line in
      line.text.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
        .map { $0.filter { $0 != "\"" && $0 != "'" } }
        .filter { word in
          // `-Da=b`, `--define=a=b`, `-D a=b`
          let definition = ["-D", "--define="].first(where: word.hasPrefix)
          if Self.properties.contains(where: word.dropFirst(definition?.count ?? 0).hasPrefix) { return true }
          return word.hasPrefix("-") ? !harmless.contains(where: word.hasPrefix) : word.hasPrefix("@")
        }
        .map { word in
          .refused(
            word, in: file, line: line.number, because: "a repository may not decide it for the build",
            hint: "remove it, or set the variable \(variable) in the CI system")
        }
    }
  }

  /// `<repository>` and `<pluginRepository>` of pom.xml, except where artifacts are deployed to.
  private func repositories(_ directory: ProjectDirectory) -> [ProjectFileProblem] {
    let file = "pom.xml"
    guard let text = directory.text(file) else { return [] }
    var scan = XMLScan(text)
    var open: [Substring] = []
    var problems: [ProjectFileProblem] = []
    while let event = scan.next() {
      switch event {
      case .start(let name): open.append(name)
      case .end: _ = open.popLast()
      case .text(let address):
        guard open.last == "url", let parent = open.dropLast().last,
          parent == "repository" || parent == "pluginRepository", !open.contains("distributionManagement"),
          !hosts.contain(address)
        else { continue }
        problems.append(
          .index(
            address, as: String(parent), in: file, line: scan.line,
            remedy: "mirror the repository in the settings.xml of the CI job"))
      }
    }
    return problems
  }
}
