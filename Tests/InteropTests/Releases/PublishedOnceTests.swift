import PipelineCore
import SystemPackage
import Testing

extension Interop {
  /// Versions with a real git remote and a real registry.
  @Suite(.serialized) struct `A version is published once` {
    @Test func `each release makes its git tag, from which the next one follows`() async throws {
      let lab = try await ReleaseLab()
      let first = try await lab.release(lab.commit("feat: begin"), to: "once/a")
      #expect(first.exitCode == 0, "\(first.output)")
      #expect(first.released == ["0.1.0"])
      let second = try await lab.release(lab.commit("fix: mend"), to: "once/a")
      #expect(second.released == ["0.1.1"], "\(second.output)")
      let third = try await lab.release(lab.commit("docs: words"), to: "once/a")
      #expect(third.exitCode == 0 && third.released == [], "\(third.output)")
      #expect(Set(try await lab.gitTags().keys) == ["v0.1.0", "v0.1.1"])
      #expect(try await lab.image("once/a", "latest").version == "0.1.1")
      #expect(try await lab.image("once/a", "0.1.0").digest == first.report.agents[0].image?.digest)
    }

    @Test func `without git tags, the second release of one version is an error that names the commit of the first`()
      async throws
    {
      let lab = try await ReleaseLab()
      let begin = try await lab.commit("feat: begin")
      #expect(try await lab.release(begin, to: "once/b", tagging: false).exitCode == 0)
      let before = try await lab.image("once/b", "0.1.0")
      let second = try await lab.release(lab.commit("feat: more"), to: "once/b", tagging: false)
      #expect(second.exitCode == 1)
      #expect(second.codes.contains("version-taken"))
      // Known before a build of minutes.
      #expect(second.report.agents[0].stages.first { $0.name == .build }?.outcome == .notRun)
      for text in ["\(begin.prefix(7))", "tag.git.push", "git tag v0.1.0 \(begin.prefix(7))", "--push-overwrite"] {
        #expect(second.output.contains(text), "\(text) in \(second.output)")
      }
      for tag in ["0.1.0", "0.1", "latest"] { #expect(try await lab.image("once/b", tag).digest == before.digest) }

      let forced = try await lab.release(
        lab.head(of: lab.work), to: "once/b", tagging: false, ["--push-overwrite"])
      #expect(forced.exitCode == 0, "\(forced.output)")
      #expect(try await lab.image("once/b", "0.1.0").digest != before.digest)
    }

    @Test func `the same commit gives the same image, and a second run of it changes nothing`() async throws {
      let lab = try await ReleaseLab()
      let commit = try await lab.commit("feat: begin")
      let first = try await lab.release(commit, to: "once/c")
      let again = try await lab.release(commit, to: "once/c")
      #expect(again.exitCode == 0, "\(again.output)")
      #expect(again.report.agents[0].pushed.allSatisfy { $0.status == .unchanged })
      #expect(again.report.agents[0].image?.digest == first.report.agents[0].image?.digest)
    }

    @Test func `floating tags stay at the highest version that the registry has`() async throws {
      let lab = try await ReleaseLab()
      let old = try await lab.commit("feat: begin")
      let new = try await lab.commit("fix: mend")
      let first = try await lab.release(new, to: "once/d", tagging: false, ["--tag-version", "1.4.7"])
      #expect(first.exitCode == 0, "\(first.output)")
      // A job that was started earlier, and knows no git tag.
      let late = try await lab.release(old, to: "once/d", tagging: false, ["--tag-version", "1.4.6"])
      #expect(late.exitCode == 0, "\(late.output)")
      #expect(late.codes.filter { $0 == "tag-kept" }.count == 3)
      for (tag, version) in [("1.4.6", "1.4.6"), ("1.4", "1.4.7"), ("1", "1.4.7"), ("latest", "1.4.7")] {
        #expect(try await lab.image("once/d", tag).version == version, "\(tag)")
      }
      let next = try await lab.release(old, to: "once/d", tagging: false, ["--tag-version", "1.3.0"])
      #expect(next.exitCode == 0, "\(next.output)")
      #expect(try await lab.image("once/d", "1.3").version == "1.3.0")
      #expect(try await lab.image("once/d", "latest").version == "1.4.7")
    }

    /// Two pushes to the main branch within a second start two jobs, and neither sees the other's git tag.
    @Test func `of two jobs at once, each version has one image, twenty times`() async throws {
      let lab = try await ReleaseLab()
      for round in 1...20 {
        let repository = "race/r\(round)"
        let commits = [try await lab.commit("feat: one"), try await lab.commit("feat: two")]
        async let one = lab.release(commits[0], to: repository)
        async let two = lab.release(commits[1], to: repository)
        let runs = try await [one, two]
        let tags = try await lab.gitTags()
        let output = Comment(rawValue: runs.map(\.output).joined(separator: "\n---\n"))
        #expect(runs.contains { $0.exitCode == 0 }, output)
        for (run, commit) in zip(runs, commits) {
          let version = run.report.agents[0].version?.next ?? ""
          if run.exitCode == 0 {
            // The registry, the git tag and the report agree.
            #expect(tags["v\(version)"] == commit, output)
            let image = try await lab.image(repository, version)
            #expect(image.revision == commit && image.version == version, output)
            #expect(image.digest == run.report.agents[0].image?.digest, output)
          } else {
            #expect(
              run.codes.contains { ["git-tag-taken", "version-taken", "git-push"].contains($0) }, output)
            // Another run of the job gets a version of its own, or finds its commit in one that is out.
            let again = try await lab.release(commit, to: repository)
            #expect(again.exitCode == 0 || again.codes.contains("version-taken"), "\(again.output)")
          }
        }
      }
    }
  }
}
