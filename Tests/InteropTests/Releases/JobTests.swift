import PipelineCore
import SystemPackage
import Testing

extension Interop {
  /// What a job of a CI system is for, and what it has checked out.
  @Suite(.serialized) struct `A job releases its own commit` {
    /// Jobs that do not say which branch they build, and the line to write on that system.
    static let unknown: [(environment: [String: String], remedy: String)] = [
      ([:], "--branch NAME"),
      (["JENKINS_URL": "https://ci.example", "BUILD_ID": "1"], "local branch"),
      (["TEAMCITY_VERSION": "2024.1"], "--branch \"%teamcity.build.branch%\""),
      (["CODEBUILD_BUILD_ID": "a:1"], "--branch"),
      (["BUILDER_OUTPUT": "/builder/outputs"], "--branch \"$BRANCH_NAME\""),
      (["TF_BUILD": "True"], "--branch"), (["CIRCLECI": "true"], "--branch"), (["BUILDKITE": "true"], "--branch"),
      (["BITBUCKET_BUILD_NUMBER": "1"], "--branch"), (["TRAVIS": "true"], "--branch"),
      (["GITLAB_CI": "true"], "--branch"), (["GITHUB_ACTIONS": "true"], "--branch"),
    ]

    @Test func `a detached HEAD without a branch is an error, and the branch can be named by hand`() async throws {
      let lab = try await ReleaseLab()
      let commit = try await lab.commit("feat: begin")
      let clone = try await lab.clone(at: commit)
      let command = ["run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/a"]
      for (environment, remedy) in Self.unknown {
        let run = try await lab.run(command, in: clone, as: environment)
        #expect(run.exitCode == 2 && run.codes.contains("unknown-branch"), "\(environment): \(run.output)")
        #expect(run.output.contains(remedy), "\(remedy) in \(run.output)")
        #expect(run.report.agents[0].pushed.isEmpty)
      }
      // Nothing is to be released: the build alone is welcome.
      let build = try await lab.run(["run", "--until", "build"], in: clone, as: [:])
      #expect(build.exitCode == 0, "\(build.output)")
      let byHand = try await lab.run(command + ["--branch", "main"], in: clone, as: ["CIRCLECI": "true"])
      #expect(byHand.released == ["0.1.0"], "\(byHand.output)")
      #expect(byHand.report.ci?.branch == "main")
    }

    @Test func `a stranger's commit in a job of the main branch is not released`() async throws {
      let lab = try await ReleaseLab()
      let main = try await lab.commit("feat: begin")
      try await lab.git(["checkout", "-q", "-b", "pr"], in: lab.work)
      let stranger = try await lab.commit("feat!: mine", branch: "pr")
      for event in ["push", "schedule", "workflow_dispatch"] {
        let clone = try await lab.clone(at: stranger)
        // A local branch proves nothing: the job itself can make one.
        try await lab.git(["checkout", "-q", "-B", "main"], in: clone)
        let job = lab.job(of: main).merging(["GITHUB_EVENT_NAME": event]) { $1 }
        let run = try await lab.run(
          ["run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/b"], in: clone, as: job)
        #expect(run.exitCode == 2 && run.codes.contains("wrong-checkout"), "\(run.output)")
        #expect(run.output.contains("\(main.prefix(7))") && run.output.contains("\(stranger.prefix(7))"))
        #expect(run.report.agents[0].pushed.isEmpty && run.released.isEmpty)
      }
      // Events of change requests never release, whatever they check out.
      let clone = try await lab.clone(at: stranger)
      for event in ["issue_comment", "workflow_run", "pull_request_target"] {
        let job = lab.job(of: main).merging(["GITHUB_EVENT_NAME": event]) { $1 }
        let run = try await lab.run(
          ["run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/b"], in: clone, as: job)
        #expect(run.released.isEmpty, "\(run.output)")
        let tags = run.report.agents[0].pushed.map { $0.reference.split(separator: ":").last ?? "" }
        #expect(tags.allSatisfy { $0.hasPrefix("pr-") }, "\(tags)")
      }
    }

    @Test func `a commit of the branch that is not the job's is released as one of the branch`() async throws {
      let lab = try await ReleaseLab()
      let old = try await lab.commit("feat: begin")
      let new = try await lab.commit("fix: mend")
      let run = try await lab.run(
        ["run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/c"], in: lab.clone(at: new), as: lab.job(of: old))
      #expect(run.released == ["0.1.0"], "\(run.output)")
    }

    /// As the workflow of this tool's own releases pushes its images.
    @Test func `a git tag that is checked out gives its version, whatever the branch has now`() async throws {
      let lab = try await ReleaseLab()
      let old = try await lab.commit("feat: begin")
      let tagged = try await lab.commit("chore(release): sums")
      try await lab.git(["tag", "v0.1.0"], in: lab.work)
      try await lab.git(["push", "-q", "origin", "v0.1.0"], in: lab.work)
      try await lab.commit("feat: more")
      let job = lab.job(of: old).merging(["GITHUB_EVENT_NAME": "workflow_dispatch"]) { $1 }
      let run = try await lab.run(
        ["run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/tagged"], in: lab.clone(at: tagged), as: job)
      #expect(run.exitCode == 0 && run.released == ["0.1.0"], "\(run.output)")
    }

    @Test func `a scheduled run does not publish a version again`() async throws {
      let lab = try await ReleaseLab()
      let commit = try await lab.commit("feat: begin")
      #expect(try await lab.release(commit, to: "jobs/d").released == ["0.1.0"])
      let job = lab.job(of: commit).merging(["GITHUB_EVENT_NAME": "schedule"]) { $1 }
      let nightly = try await lab.run(
        [
          "run", "--skip", "test", "--push-to", "\(lab.registry)/jobs/d", "--build-labels", "run=nightly",
          "--tag-image",
          "{version}", "--tag-image", "nightly on schedule",
        ], in: lab.clone(at: commit), as: job)
      #expect(nightly.exitCode == 0 && nightly.released.isEmpty, "\(nightly.output)")
      #expect(try await lab.tags(of: "jobs/d") == ["0.1.0", "0.1", "latest", "nightly", "sha-\(commit.prefix(7))"])
    }

    @Test func `what was asked for and does nothing is wrong usage`() async throws {
      let lab = try await ReleaseLab()
      let clone = try await lab.clone(at: try await lab.commit("feat: begin"))
      for (arguments, words) in [
        (["push"], "`push.to` is not set"), (["run", "--only", "push"], "`push.to` is not set"),
        (["run", "--skip", "test", "--push-to", ""], "`--push-to` is empty"),
        (["run", "--only", "build", "--skip", "build"], "`--skip` leaves it out"),
        (["run", "--from", "push", "--skip", "push"], "no stage is left"),
      ] {
        let run = try await lab.run(arguments, in: clone)
        #expect(run.exitCode == 2 && run.output.contains(words), "\(arguments): \(run.output)")
      }
      let unset = try await lab.run(
        ["run", "--skip", "test"], in: clone, as: lab.job(of: "").merging(["AGENT_PIPELINE_PUSH_TO": ""]) { $1 })
      #expect(unset.output.contains("AGENT_PIPELINE_PUSH_TO is empty"), "\(unset.output)")
    }
  }
}
