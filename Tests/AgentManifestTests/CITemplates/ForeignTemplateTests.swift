import Testing
import YAMLTree

/// The files for other systems than GitHub and GitLab: a job that runs for change requests holds nothing that can publish.
@Suite("CI templates of other systems") struct ForeignTemplateTests {
  /// Settings that publish, credentials, and how the systems hand over secrets.
  private static let publishing = [
    "push-to", "push_to", "git-push", "git_push", "USERNAME", "PASSWORD", "TOKEN", "from_secret", "username",
    "password",
    "context", "deployment", "group:", "credentials", "dockerconfig", "git-credentials", "set-url", "queue: release",
  ]

  @Test(arguments: CITemplate.all)
  func `what a change request runs holds nothing that publishes, and ends with the version`(template: CITemplate) throws
  {
    let check = try #require(try template.root().at(template.check)).flat
    for word in Self.publishing { #expect(!check.contains(word), "\(word)") }
    #expect(check.contains("--until tag") || check.contains("until: tag") || check.contains("until value: tag"))
  }

  @Test(arguments: CITemplate.all)
  func `the full history is there, and the release is for pushes to one branch`(template: CITemplate) throws {
    let root = try template.root()
    #expect(try #require(root.at(template.condition.place)).flat.contains(template.condition.text))
    #expect(try #require(root.at(template.history.place)).flat.contains(template.history.text))
    guard !template.release.isEmpty else { return }
    let release = try #require(root.at(template.release)).flat
    #expect(release.contains("tag-git-push") || release.contains("tag_git_push: true"))
    #expect(release.contains("registry.example.com/team/{name}"))
    #expect(!root.flat.contains("--depth"))
  }

  /// `curl … | sh` alone succeeds if nothing came. CircleCI's shell is `bash -eo pipefail`.
  @Test(arguments: CITemplate.all.filter { $0.file != "circleci/config.yml" })
  func `a download of the tool that fails ends the job`(template: CITemplate) throws {
    let lines = try CITemplate.text("ci-templates/\(template.file)").split(separator: "\n")
    for (line, before) in zip(lines.dropFirst(), lines) where line.contains("| sh") {
      #expect(before.contains(#/set (-e )?-o pipefail$/#), "\(before)")
    }
  }

  @Test func `Jenkins has credentials in the release alone`() throws {
    let text = try CITemplate.text("ci-templates/jenkins/Jenkinsfile")
    let stages = text.split(separator: "stage('")
    try #require(stages.count == 3)
    #expect(stages[1].hasPrefix("Check") && stages[1].contains("agent-pipeline run --until tag"))
    for word in Self.publishing { #expect(!stages[1].contains(word), "\(word)") }
    #expect(stages[2].contains("when { allOf { branch 'main'; not { changeRequest() } } }"))
    #expect(stages[2].contains("withCredentials") && stages[2].contains("--tag-git-push"))
    // What stands before the stages is for both.
    let common = stages[0].split(separator: "\npipeline {").last ?? ""
    for word in Self.publishing { #expect(!common.contains(word), "\(word)") }
  }

  @Test func `a task of Tekton has the layout of the catalog, and every parameter that it uses`() throws {
    let file = "ci-templates/tekton/task/agent-pipeline/0.1/agent-pipeline.yaml"
    let root = try #require(YAMLDocument.parse(bytes: Array(try CITemplate.text(file).utf8), file: file).root)
    #expect(root["apiVersion"]?.text == "tekton.dev/v1" && root["kind"]?.text == "Task")
    #expect(root["metadata"]?["name"]?.text == "agent-pipeline")
    #expect(root["metadata"]?["labels"]?["app.kubernetes.io/version"]?.text == "0.1")
    let annotations = root["metadata"]?["annotations"]?.mapping?.map(\.name) ?? []
    for name in ["pipelines.minVersion", "categories", "tags", "displayName", "platforms"] {
      #expect(annotations.contains("tekton.dev/\(name)"))
    }
    let spec = try #require(root["spec"])
    func names(_ key: String) -> [String] { spec[key]?.sequence?.compactMap { $0["name"]?.text } ?? [] }
    let steps = try #require(spec["steps"]).flat
    for (kind, known) in [
      ("params", names("params")), ("workspaces", names("workspaces")), ("results", names("results")),
    ] {
      let used = steps.matches(of: try Regex("\\$\\(\(kind)\\.([a-z-]+)", as: (Substring, Substring).self))
        .map { String($0.output.1) }
      #expect(Set(used) == Set(known), "\(kind)")
    }
    let readme = try CITemplate.text("ci-templates/tekton/task/agent-pipeline/0.1/README.md")
    for name in names("params") + names("workspaces") + names("results") {
      #expect(readme.contains("`\(name)`"), "\(name)")
    }
  }

  @Test func `Tekton's samples use what the task has`() throws {
    let task = "ci-templates/tekton/task/agent-pipeline/0.1"
    func document(_ file: String) throws -> YAMLNode {
      try #require(YAMLDocument.parse(bytes: Array(try CITemplate.text("\(task)/\(file)").utf8), file: file).root)
    }
    let spec = try #require(try document("agent-pipeline.yaml")["spec"])
    for sample in ["samples/change-request.yaml", "samples/release.yaml"] {
      let run = try #require(try document(sample).at(["spec", "pipelineSpec", "tasks", 1]))
      #expect(run["taskRef"]?["name"]?.text == "agent-pipeline")
      for key in ["params", "workspaces"] {
        let known = spec[key]?.sequence ?? []
        let given = run[key]?.sequence?.compactMap { $0["name"]?.text } ?? []
        #expect(Set(given).isSubset(of: known.compactMap { $0["name"]?.text }), "\(sample)")
        let required = known.filter { $0["default"] == nil && $0["optional"] == nil }.compactMap { $0["name"]?.text }
        #expect(Set(given).isSuperset(of: required), "\(sample)")
      }
    }
  }

  @Test func `all templates name one release, or none yet`() throws {
    let files =
      [
        ".gitlab-ci.example.yml", "ci-templates/gitlab/templates/agent-pipeline.yml",
        "ci-templates/jenkins/Jenkinsfile",
      ]
      + ["ci-templates/tekton/task/agent-pipeline/0.1/agent-pipeline.yaml"]
      + CITemplate.all.map { "ci-templates/\($0.file)" }
    var images: Set<String> = []
    var installers: Set<String> = []
    for file in files {
      let text = try CITemplate.text(file)
      images.formUnion(text.matches(of: /[^\s'"]+\/agent-pipeline@sha256:\w+/).map { String($0.output) })
      installers.formUnion(text.matches(of: /https:\S+install\.sh/).map { String($0.output) })
    }
    #expect(images.count == 1 && installers.count == 1, "\(images) \(installers)")
  }
}
