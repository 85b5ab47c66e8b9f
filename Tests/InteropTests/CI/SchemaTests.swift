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
  ])
  func `follow the vendors' schemas`(schema: String, file: String) async throws {
    try await check(Tools.package.appending(FilePath(file).components), schema)
  }

  @Test func `follow GitLab's schema below a component's inputs, too`() async throws {
    let scratch = try Scratch()
    let template = try Tools.package.appending("ci-templates/gitlab/agent-pipeline.yml").text()
    let documents = template.split(separator: "\n---\n")
    try #require(documents.count == 2)
    let jobs = scratch.path.appending("jobs.yml")
    try jobs.write(String(documents[1]))
    try await check(jobs, "vendor.gitlab-ci")
  }

  private func check(_ file: FilePath, _ schema: String) async throws {
    try await Tools.succeed("check-jsonschema", ["--builtin-schema", schema, file.string])
  }
}
