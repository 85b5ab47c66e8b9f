import FileIO
import SystemPackage
import Testing

/// The files for CI vendors against the schemas that the vendors' own editors use.
@Suite(.needs("check-jsonschema")) struct `CI files for other tools` {
  @Test(arguments: [
    ("vendor.github-actions", "action.yml"),
    ("vendor.github-actions", "setup/action.yml"),
    ("vendor.github-workflows", ".github/workflows/ci.yml"),
    ("vendor.github-workflows", ".github/workflows/release.yml"),
    ("vendor.github-workflows", "ci-templates/github/agent-pipeline.yml"),
    ("vendor.gitlab-ci", ".gitlab-ci.example.yml"),
    ("vendor.azure-pipelines", "ci-templates/azure/azure-pipelines.yml"),
    ("vendor.bitbucket-pipelines", "ci-templates/bitbucket/bitbucket-pipelines.yml"),
    ("vendor.buildkite", "ci-templates/buildkite/pipeline.yml"),
    ("vendor.circle-ci", "ci-templates/circleci/config.yml"),
    ("vendor.drone-ci", "ci-templates/drone/drone.yml"),
    ("vendor.woodpecker-ci", "ci-templates/woodpecker/woodpecker.yaml"),
  ])
  func `follow the vendors' schemas`(schema: String, file: String) async throws {
    try await check(Tools.package.appending(FilePath(file).components), schema)
  }

  @Test func `follow GitLab's schema below a component's inputs, too`() async throws {
    let scratch = try Scratch()
    let template = try Tools.package.appending("ci-templates/gitlab/templates/agent-pipeline.yml").text()
    let documents = template.split(separator: "\n---\n")
    try #require(documents.count == 2)
    let jobs = scratch.path.appending("jobs.yml")
    try jobs.write(String(documents[1]))
    try await check(jobs, "vendor.gitlab-ci")
  }

  private func check(_ file: FilePath, _ schema: String) async throws {
    // As check-jsonschema's own hook for Azure has it: their schema is in a dialect of its own.
    let options =
      schema == "vendor.azure-pipelines"
      ? ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"] : []
    try await Tools.succeed("check-jsonschema", options + ["--builtin-schema", schema, file.string])
  }
}

@Suite(.needs("groovy", "java")) struct `The Jenkinsfile` {
  @Test func `is Groovy`() async throws {
    let program = try #require(Tools.find("java"))
    let java = try #require(FileStatus.realPath(of: program))
    let home = java.removingLastComponent().removingLastComponent()
    let file = Tools.package.appending("ci-templates/jenkins/Jenkinsfile")
    try await Tools.succeed(
      "groovy", ["-e", "new GroovyShell().parse(new File(args[0]))", file.string], ["JAVA_HOME": home.string])
  }
}
