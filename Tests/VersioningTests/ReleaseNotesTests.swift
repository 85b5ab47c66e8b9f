import Testing

@testable import Versioning

@Suite("Release notes") struct ReleaseNotesTests {
  private func notes(
    _ commits: [VersionCommit], base: String? = "v1.2.3", forge: ReleaseNotes.Forge? = nil,
    policy: VersionPolicy = VersionPolicy()
  ) throws -> ReleaseNotes {
    let story = Story(tags: base.map { [($0, "old")] } ?? [], policy: policy)
    let decision = try story.decide(commits)
    return ReleaseNotes(
      decision, commits: commits, tag: "v\(decision.next)", baseTag: decision.base, date: "2026-07-31", forge: forge)
  }

  private func commit(_ number: Int, _ message: String, by author: String = "Ada") -> VersionCommit {
    VersionCommit(id: Story.id(number), message: message, isMerge: message.hasPrefix("Merge"), author: author)
  }

  private var commits: [VersionCommit] {
    [
      commit(1, "feat(api)!: drop the old path\n\nBREAKING CHANGE: `/v1` is gone\nuse `/v2`"),
      commit(2, "fix: <b>close</b> [the](door)", by: "Grace"), commit(3, "docs: words"), commit(4, "Merge x"),
      commit(5, "perf(db): faster"), commit(6, "feat: chat", by: "Ada"),
    ]
  }

  @Test func `breaking changes come first, then features, fixes and the rest`() throws {
    #expect(
      try notes(commits).markdown == """
        ## 2.0.0 (2026-07-31)

        ### Breaking changes

        - **api:** `/v1` is gone use `/v2` (1f00000)

        ### Features

        - **api:** drop the old path (1f00000)
        - chat (6f00000)

        ### Fixes

        - \\<b>close\\</b> \\[the\\](door) (2f00000)

        ### Performance

        - **db:** faster (5f00000)

        By Ada, Grace.

        """)
  }

  @Test(arguments: [
    (ReleaseNotes.Forge(url: "https://github.com/o/r", pathPrefix: ""), "https://github.com/o/r/commit/", "/compare/"),
    (.init(url: "https://gitlab.com/g/s/r", pathPrefix: "/-"), "https://gitlab.com/g/s/r/-/commit/", "/-/compare/"),
  ])
  func `link commits and the comparison`(forge: ReleaseNotes.Forge, commit: String, comparison: String) throws {
    let text = try notes([self.commit(1, "feat: a")], forge: forge).markdown
    #expect(text.contains("- a ([1f00000](\(commit)\(Story.id(1))))"))
    #expect(text.hasSuffix("\(comparison)v1.2.3...v1.3.0)\n"))
    #expect(text.contains("[All changes since v1.2.3]("))
  }

  @Test func `say so where there is nothing to tell`() throws {
    let forced = VersionPolicy(forced: .bump(.patch))
    #expect(try notes([commit(1, "docs: a")], policy: forced).body == "No notable changes.\n")
    #expect(try notes([], base: nil).body == "The first release.\n")
  }

  @Test func `list what a squashed merge brought where its first line says nothing`() throws {
    let policy = VersionPolicy(readsSquashBodies: true)
    let text = try notes([commit(1, "Add chat (#1)\n\n* feat(ui): a\n* fix: b")], policy: policy).body
    #expect(text.contains("### Features\n\n- **ui:** a (1f00000)"))
    #expect(text.contains("### Fixes\n\n- b (1f00000)"))
  }

  private func fix() throws -> ReleaseNotes { try notes([commit(1, "fix: a", by: "")]) }

  static let section = "## 1.2.4 (2026-07-31)\n\n### Fixes\n\n- a (1f00000)\n"

  static let changelogs: [(before: String?, after: String)] = [
    (nil, "# Changelog\n\n\(section)"), ("", "# Changelog\n\n\(section)"),
    ("# Changes\n\nIntro.\n", "# Changes\n\nIntro.\n\n\(section)"),
    ("# Changes\n\n## 1.2.3\n\n- x\n", "# Changes\n\n\(section)\n## 1.2.3\n\n- x\n"),
    (
      "# X\n\n## [Unreleased]\n\n- y\n\n## [1.2.3] - x\n",
      "# X\n\n## [Unreleased]\n\n- y\n\n\(section)\n## [1.2.3] - x\n"
    ),
    ("## Unreleased\n\n- y", "## Unreleased\n\n- y\n\n\(section)"),
  ]

  @Test(arguments: changelogs)
  func `go into a changelog above the last release`(before: String?, after: String) throws {
    let once = Changelog.adding(try fix(), to: before)
    #expect(once == after)
    #expect(Changelog.adding(try fix(), to: once) == once)
  }

  @Test(arguments: ["## 1.2.4\n", "## [1.2.4] - 2026-01-01\n\nby hand\n", "## v1.2.4 (x)", "## 1.3.0\n\n## 1.2.4\n"])
  func `leave a changelog alone that has the version`(text: String) throws {
    #expect(Changelog.adding(try fix(), to: text) == text)
  }

  @Test func `keep the line ends of the changelog`() throws {
    let text = Changelog.adding(try fix(), to: "# Changes\r\n\r\n## 1.2.3\r\n")
    #expect(text.split(separator: "\r\n", omittingEmptySubsequences: false).allSatisfy { !$0.contains("\n") })
  }
}
