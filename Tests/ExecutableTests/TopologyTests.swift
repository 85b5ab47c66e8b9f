import Diagnostics
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Versions in repositories with branches, as teams have them.
@Suite("The executable and the shapes of histories") struct TopologyTests {
  private func workshop(branches: String = "{main: release}") async throws -> Workshop {
    var agent = TinyAgent.unbased
    agent.pipeline = ["tag: {branches: \(branches)}"]
    return try await Workshop(agent)
  }

  private func version(_ workshop: Workshop, _ arguments: String...) async throws -> (next: String?, tags: String?) {
    let call = try await workshop.run(["tag"] + arguments, exitCode: 0)
    return (call.report.agents[0].version?.next, call.checks["image tags"]?.message)
  }

  @Test func `a backport moves its own line only`() async throws {
    let workshop = try await workshop(branches: "{main: release, release/*: release}")
    try await workshop.git("tag", "v1.3.8")
    try await workshop.git("branch", "release/1.3")
    try await workshop.commit("feat: more")
    try await workshop.git("tag", "v1.4.2")
    try await workshop.git("checkout", "-q", "release/1.3")
    try await workshop.commit("fix: old")
    let (next, tags) = try await version(workshop, "--dry-run")
    #expect(next == "1.3.9")
    #expect(tags?.hasPrefix("1.3.9, 1.3, sha-") == true)
  }

  @Test func `a pre-release branch counts up, and main makes the final release of it`() async throws {
    let workshop = try await workshop(branches: "{main: release, next: {prerelease: rc}}")
    try await workshop.git("tag", "v1.0.0")
    try await workshop.git("checkout", "-q", "-b", "next")
    for (message, expected) in [("feat: a", "1.1.0-rc.1"), ("fix: b", "1.1.0-rc.2"), ("feat!: c", "2.0.0-rc.1")] {
      try await workshop.commit(message)
      let (next, tags) = try await version(workshop, "--tag-git-create")
      #expect(next == expected)
      #expect(tags?.hasPrefix("\(expected), sha-") == true)
    }
    let again = try await workshop.run("tag", "--tag-git-create", exitCode: 0)
    #expect(again.checks["git tag"]?.message == "`v2.0.0-rc.1` is unchanged")
    try await workshop.git("checkout", "-q", "main")
    try await workshop.git("merge", "-q", "--no-ff", "-m", "Merge next", "next")
    let (next, tags) = try await version(workshop, "--tag-git-create")
    #expect(next == "2.0.0")
    #expect(tags?.hasPrefix("2.0.0, 2.0, 2, latest, sha-") == true)
  }

  @Test func `a merge brings what its branch did, and a tag on a side branch is ignored`() async throws {
    let workshop = try await workshop()
    try await workshop.git("tag", "v1.0.0")
    try await workshop.git("checkout", "-q", "-b", "side")
    try await workshop.commit("feat: on the side")
    try await workshop.git("checkout", "-q", "-b", "other", "main")
    try await workshop.commit("feat!: elsewhere")
    try await workshop.git("tag", "v2.0.0")
    try await workshop.git("checkout", "-q", "main")
    try await workshop.commit("fix: own")
    try await workshop.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    let call = try await workshop.run("tag", "--dry-run", "--tag-paths", ".", exitCode: 0)
    #expect(call.report.agents[0].version?.next == "1.1.0")
    #expect(call.said.contains("v2.0.0  not in the history of HEAD"))
    #expect(call.checks["image tags"]?.message?.hasPrefix("1.1.0, 1.1, 1, sha-") == true, "2.0.0 is ahead")
  }

  @Test func `branches that merged each other have one base, and each commit counts once`() async throws {
    let workshop = try await workshop()
    try await workshop.git("tag", "v1.0.0")
    try await workshop.git("checkout", "-q", "-b", "side")
    try await workshop.commit("feat: side")
    try await workshop.git("tag", "side")
    try await workshop.git("checkout", "-q", "main")
    try await workshop.commit("feat: main")
    try await workshop.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    try await workshop.git("tag", "v1.1.0")
    try await workshop.git("checkout", "-q", "tags/side")
    try await workshop.git("merge", "-q", "--no-ff", "-m", "Merge main", "main~1")
    try await workshop.commit("fix: after both")
    try await workshop.git("branch", "-q", "crossed")
    try await workshop.git("checkout", "-q", "main")
    try await workshop.git("merge", "-q", "--no-ff", "-m", "Merge crossed", "crossed")
    let call = try await workshop.run("tag", "--dry-run", exitCode: 0)
    let version = try #require(call.report.agents[0].version)
    #expect(version.base == "v1.1.0")
    #expect(version.next == "1.1.1")
    #expect(version.explanation.filter { $0.ignoredBecause == nil }.map(\.subject) == ["fix: after both"])
  }

  @Test func `the version in the manifest names the first release, and a warning says that it loses to tags`()
    async throws
  {
    let workshop = try await Workshop(.unbased)
    let manifest = TinyAgent.unbased.manifest.replacing("{name: tiny}", with: "{name: tiny, version: 3.1.0}")
    try workshop.write(manifest, to: "agent.yaml")
    try await workshop.commit("feat: a version")
    #expect(try await version(workshop, "--dry-run").next == "3.1.0")
    try await workshop.git("tag", "v1.2.3", "HEAD~1")
    let call = try await workshop.run("tag", "--dry-run", exitCode: 0)
    #expect(call.report.agents[0].version?.next == "1.3.0")
    let findings = call.report.agents[0].diagnostics.filter { $0.code == "version-disagrees" }
    #expect(findings.map(\.severity) == [.warning])
    #expect(call.said.contains("which is used"))
    // What is left of the first release is no reason to fail with `--strict`.
    try await workshop.git("tag", "v4.0.0", "HEAD")
    try await workshop.commit("fix: more")
    let later = try await workshop.run("tag", "--dry-run", "--strict", exitCode: 0)
    #expect(later.codes.contains("version-disagrees"))
  }

  @Test func `a first release heeds a footer however old it is`() async throws {
    let workshop = try await workshop()
    try await workshop.commit("feat: old\n\nRelease-As: 4.0.0")
    let grow = #"""
      !start='from refs/heads/main^0\n'; for number in $(seq 1100); do
      printf 'commit refs/heads/main\ncommitter Ada <ada@example.com> %s +0000\n' $((1700000000 + number))
      printf 'data 7\nfix: x\n'; printf "$start"; start=
      printf 'M 100644 inline other\ndata 5\n%s\n' $((1000 + number)); done | git fast-import --quiet
      """#
    try await workshop.git("-c", "alias.grow=\(grow)", "grow")
    try await workshop.git("reset", "-q", "--hard")
    let call = try await workshop.run("tag", "--dry-run", exitCode: 0)
    #expect(call.report.agents[0].version?.next == "4.0.0")
    #expect(call.report.agents[0].version?.explanation.count == 1001)
    #expect(call.said.contains("only if they set the version"))
  }
}
