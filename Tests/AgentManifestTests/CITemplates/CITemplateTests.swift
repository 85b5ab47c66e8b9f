import FileIO
import SystemPackage
import Testing
import YAMLTree

/// The CI files that users copy: a job that runs for change requests holds nothing that can publish.
@Suite("CI templates") struct CITemplateTests {
  private func document(_ path: String, last: Bool = false) throws -> YAMLNode {
    let file = FilePath(#filePath).removingLastComponent().appending("../../..").appending(path)
    let text = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
    let part = last ? text.split(separator: "\n---\n").last.map(String.init) ?? "" : text
    let read = YAMLDocument.parse(bytes: Array(part.utf8), file: path)
    return try #require(read.root)
  }

  @Test func `GitHub's pull requests run without packages write`() throws {
    let root = try document("ci-templates/github/agent-pipeline.yml")
    #expect(root["permissions"]?.mapping?.map { "\($0.name): \($0.value.text ?? "")" } == ["contents: read"])
    let jobs = try #require(root["jobs"]?.mapping)
    let ofPullRequests = jobs.filter { $0.value["if"]?.text != "github.event_name == 'push'" }
    #expect(ofPullRequests.map(\.name) == ["check"])
    for job in ofPullRequests {
      #expect(job.value["if"]?.text == "github.event_name == 'pull_request'")
      #expect(job.value["permissions"] == nil, "the workflow's own permissions only read")
      #expect(job.value["env"] == nil && job.value["environment"] == nil)
      let steps = try #require(job.value["steps"]?.sequence)
      #expect(steps.first?["with"]?["persist-credentials"]?.text == "false")
      for step in steps {
        #expect(step["env"] == nil)
        #expect(step["with"]?["push-to"] == nil)
      }
      #expect(steps.contains { $0["with"]?["until"]?.text == "tag" })
    }
    let release = try #require(jobs.first { $0.name == "release" }).value
    #expect(release["permissions"]?["packages"]?.text == "write")
  }

  @Test(arguments: [(".gitlab-ci.example.yml", false), ("ci-templates/gitlab/templates/agent-pipeline.yml", true)])
  func `GitLab's merge requests run without the registry`(path: String, isComponent: Bool) throws {
    let root = try document(path, last: isComponent)
    let jobs = try #require(root.mapping).filter {
      $0.value.mapping != nil && !["default", "variables"].contains($0.name)
    }
    func rules(_ job: YAMLNode) -> [YAMLNode] {
      job["rules"]?.sequence ?? job["extends"]?.text.flatMap { root[$0] }.map(rules) ?? []
    }
    var isChecking = false
    for job in jobs where !job.name.hasPrefix(".") {
      let own = rules(job.value)
      #expect(!own.isEmpty, "\(job.name) would run in every pipeline")
      let conditions = own.compactMap { $0["if"]?.text }
      let publishes =
        job.value["variables"]?["AGENT_PIPELINE_PUSH_TO"] != nil
        || job.value["script"]?.sequence?.contains { $0.text?.contains("push") == true } == true
      guard let rule = own.first(where: { $0["if"]?.text == "$CI_PIPELINE_SOURCE == \"merge_request_event\"" }) else {
        #expect(conditions.allSatisfy { $0.contains("$CI_COMMIT_BRANCH") }, "\(job.name)")
        continue
      }
      isChecking = true
      #expect(!publishes, "\(job.name)")
      let variables = rule["variables"] ?? job.value["variables"]
      for name in ["CI_REGISTRY", "CI_REGISTRY_PASSWORD"] { #expect(variables?[name]?.text == "", "\(job.name)") }
    }
    #expect(isChecking)
  }
}
