import SystemPackage
import Testing
import Versioning

/// The profiles against the tools themselves, on the same made-up histories.
@Suite("Profiles decide as the tools themselves") struct OtherToolTests {
  private static let histories = (0..<200 as Range<UInt64>).map(MadeUpHistory.init)

  @Test(.needs("git", "git-cliff")) func `git-cliff`() async throws {
    let output = try await OtherTool.withRepositories(Self.histories) { root, directories in
      let script = directories.map { "cd '\($0)'; git-cliff --bumped-version 2>/dev/null || echo failed\n" }
      return try await OtherTool.run("sh", ["-s"], in: root, input: script.joined())
    }
    let versions = output.split(separator: "\n").map { String($0.hasPrefix("v") ? $0.dropFirst() : $0) }
    try compare(.gitCliff, with: versions, but: OtherToolException.gitCliff)
  }

  @Test(.needs("git", "python-semantic-release")) func `python-semantic-release`() async throws {
    // To start the program takes ten times as long as its work.
    let program = """
      import os, sys
      from click.testing import CliRunner
      from semantic_release.cli.commands.main import main
      for directory in sys.argv[1:]:
          os.chdir(directory)
          result = CliRunner().invoke(main, ["version", "--print"])
          print(result.stdout.strip() or "failed")
      """
    let output = try await OtherTool.withRepositories(Self.histories) { root, directories in
      try await OtherTool.run(
        OtherTool.interpreter(of: "python-semantic-release"), ["-c", program] + directories.map(\.string), in: root)
    }
    let versions = output.split(separator: "\n").map { String($0) }
    try compare(.pythonSemanticRelease, with: versions, but: OtherToolException.pythonSemanticRelease)
  }

  private func compare(
    _ profile: VersionProfile, with versions: [String], but exceptions: [OtherToolException]
  ) throws {
    try #require(versions.count == Self.histories.count)
    var unseen = Set(exceptions.map(\.name))
    for (history, version) in zip(Self.histories, versions) {
      let decision = try history.decide(profile)
      // Without a new version, the tools name the last one.
      let own = "\(decision.bump == .none ? decision.previous ?? decision.next : decision.next)"
      if own == version { continue }
      let exception = exceptions.first { $0.covers(history) }
      #expect(exception != nil, "\(profile.rawValue) makes \(version), we make \(own): \(history.description)")
      if let exception { unseen.remove(exception.name) }
    }
    #expect(unseen.isEmpty, "these exceptions make no difference")
  }
}

/// A difference that is meant; docs/versions.md lists the same.
struct OtherToolException: Sendable {
  var name: String
  var covers: @Sendable (MadeUpHistory) -> Bool

  private static let releaseAs = OtherToolException(name: "`Release-As` sets the version") { history in
    history.commits.contains { $0.message.contains("Release-As: ") }
  }

  static let gitCliff = [
    OtherToolException(name: "the base is the highest version, not the nearest tag of any name") { history in
      [["v2.0.0", "v1.9.0"], ["v1.2.3", "1.4.0"], ["v1.2.3", "nightly"]].contains(history.tags)
    },
    OtherToolException(name: "build metadata is not taken over") { $0.tags.last?.contains("+") == true },
    releaseAs,
  ]

  static let pythonSemanticRelease = [
    OtherToolException(name: "a pre-release announces its final version") { history in
      [["v1.3.0-rc.9"], ["v1.2.3", "v2.0.0-rc.1"]].contains(history.tags)
    },
    OtherToolException(name: "a tagged commit keeps its version") { $0.commits.last?.tag != nil },
    OtherToolException(name: "a pre-release needs no number") { $0.tags == ["v0.1.0-alpha"] },
    releaseAs,
  ]
}
