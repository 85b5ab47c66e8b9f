import ChildProcess
import FileIO
import PipelineCore
import SystemPackage
import TestSupport
import Testing

extension Interop {
  /// The workflows that the documentation hands out, run by other people's runners for one commit after the other.
  @Suite(.serialized) struct `A documented workflow` {
    /// What each commit makes: a release, the next one, and none.
    static let commits =
      [("feat: begin", "0.1.0"), ("fix: mend", "0.1.1"), ("docs: words", nil)] as [(String, String?)]

    @Test(.needs("act", "bash", "node")) func `of GitHub releases a feature, a fix and no words`() async throws {
      let lab = try await ReleaseLab()
      let page = try await ReleasePage()
      let actions = lab.scratch.path.appending("actions")
      try await page.copyAction(to: actions.appending("agent-pipeline"))
      try CacheAction.write(to: actions.appending("cache"))
      try Directory.create(actions.appending("store"))
      let workflow = try Self.gitHubWorkflow(lab, page)
      try lab.work.appending(".github/workflows/agent-pipeline.yml").write(workflow)
      var logs = ""
      for (message, version) in Self.commits {
        // act's checkout copies this clone, GitHub's fetches the tags.
        try await lab.git(["fetch", "-q", "--tags"], in: lab.work)
        let commit = try await lab.commit(message)
        let exit = try await Act.push(
          ".github/workflows/agent-pipeline.yml", in: lab.work, home: lab.scratch.path,
          [
            "AGENT_PIPELINE_CACHE_DIR": "\(lab.scratch.path)/cache", "CACHE_STORE": "\(actions)/store",
          ],
          arguments: [
            "--local-repository", "OWNER/agent-pipeline@v0=\(actions)/agent-pipeline", "--local-repository",
            "actions/cache@v5=\(actions)/cache",
          ])
        try #require(exit.status.isSuccess, "\(exit.output)")
        logs += exit.output
        // Each job has a machine of its own.
        try Directory.remove(lab.scratch.path.appending("cache"))
        try await expect(version, of: commit, at: "by-github/app", lab, exit.output)
      }
      #expect(Set(try await lab.gitTags().keys) == ["v0.1.0", "v0.1.1"])
      // No commit changed the dependencies. The program came once.
      #expect(
        logs.matches(of: /cache: (miss|older|hit)/).map { "\($0.output.1)" } == ["miss", "hit", "hit"], "\(logs)")
      #expect(page.requests.count == 1)
    }

    /// The template with releases and a registry on loopback, and without what cannot be had offline.
    private static func gitHubWorkflow(_ lab: ReleaseLab, _ page: ReleasePage) throws -> String {
      let template = try Tools.package.appending("ci-templates/github/agent-pipeline.yml").text()
      let upload = try #require(template.firstRange(of: "      - if: always()\n"))
      let end = try #require(template[upload.lowerBound...].firstRange(of: "if-no-files-found: ignore\n"))
      let artifact = String(template[upload.lowerBound..<end.upperBound])
      let text = template.replacing(artifact, with: "")
        .replacing("          path: .\n", with: "          path: .\n          download-url: \(page.server.origin)\n")
        .replacing("ghcr.io/${{ github.repository_owner }}", with: "\(lab.registry)/by-github")
        .replacing("          tag-git-push: true\n", with: "          tag-git-push: true\n          skip: test\n")
      try #require(!text.contains("upload-artifact") && text.contains("contents: write") && text.contains("skip: test"))
      return text
    }

    @Test(.needs("gle", "bash")) func `of GitLab does the same`() async throws {
      let lab = try await ReleaseLab()
      try lab.work.appending(".gitlab-ci.yml").write(
        Tools.package.appending(".gitlab-ci.example.yml").text()
          .replacing("agent-pipeline run --from tag", with: "agent-pipeline run --from tag --push-allow-untested"))
      for (message, version) in Self.commits {
        let commit = try await lab.commit(message)
        var log = ""
        for job in ["agent-build", "agent-release"] {
          log += try await Tools.succeed(
            "gle",
            [
              "--ignore-docker", job, "--var", "GITLAB_CI=true", "--var",
              "CI_REGISTRY_IMAGE=\(lab.registry)/by-gitlab", "--var", "CI_COMMIT_BRANCH=main", "--var",
              "CI_COMMIT_SHA=\(commit)",
            ], in: lab.work, ["AGENT_PIPELINE_CACHE_DIR": "\(lab.scratch.path)/cache"])
        }
        try await expect(version, of: commit, at: "by-gitlab/app", lab, log)
      }
      #expect(Set(try await lab.gitTags().keys) == ["v0.1.0", "v0.1.1"])
    }

    private func expect(
      _ version: String?, of commit: String, at repository: String, _ lab: ReleaseLab, _ log: String
    ) async throws {
      let newest = try await lab.image(repository, "latest")
      guard let version else {
        #expect(newest.revision != commit && newest.version == "0.1.1", "\(log)")
        #expect(try await lab.image(repository, "main").version?.hasPrefix("0.1.2-dev.1+") == true)
        return
      }
      #expect(newest.version == version && newest.revision == commit, "\(log)")
      #expect(try await lab.image(repository, version).digest == newest.digest)
      #expect(try await lab.gitTags()["v\(version)"] == commit)
    }
  }
}
