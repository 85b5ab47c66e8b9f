import Languages

/// A first .dockerignore: what is in the project and no image needs.
public enum IgnoreFile {
  public static let name = ".dockerignore"

  /// - Returns: `nil` if there is nothing to leave out.
  /// - Parameter tests: directories that `test.include` gives to the tests alone.
  public static func text(for project: SetupProject, tests: [String] = []) -> String? {
    var lines: [String] = []
    let names = Set(project.directory.names(""))
    // Credentials of developers: an example without values may stay.
    let secrets = names.filter { ($0 == ".env" || $0.hasPrefix(".env.")) && !isExample($0) }
    if !secrets.isEmpty {
      lines += ["# Values of this machine, which may be secret", ".env", ".env.*", "!.env.example"]
    }
    if names.contains("pom.xml") {
      let ofGradle = ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"].filter(
        names.contains)
      if !ofGradle.isEmpty { lines += ["# Maven builds the agent"] + ofGradle }
    }
    let ofCI = [
      ".github", ".gitlab-ci.yml", ".circleci", ".buildkite", ".woodpecker", ".woodpecker.yml", ".drone.yml",
      "Jenkinsfile", "azure-pipelines.yml", "bitbucket-pipelines.yml", ".tekton",
    ].filter(names.contains)
    let ofEditors = [".vscode", ".idea", ".devcontainer", ".DS_Store"].filter(names.contains)
    let ofBuilds = [
      "Dockerfile", "Containerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml",
    ].filter(names.contains)
    let rest = ofCI + ofEditors + ofBuilds
    if !rest.isEmpty { lines += ["# For development and other ways to build"] + rest }
    if !tests.isEmpty { lines += ["# The tests get theirs by `test.include` in agent.yaml"] + tests }
    return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
  }

  private static func isExample(_ name: String) -> Bool {
    [".example", ".sample", ".template", ".dist"].contains { name.hasSuffix($0) }
  }
}
