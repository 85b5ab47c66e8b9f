import Testing
import Versioning

/// The lists are those of the regular expression that semver.org suggests (https://regex101.com/r/vkijKf/1/).
@Suite("Semantic version") struct SemanticVersionTests {
  @Test(arguments: [
    "0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta", "1.1.2+meta-valid", "1.0.0-alpha",
    "1.0.0-beta", "1.0.0-alpha.beta", "1.0.0-alpha.beta.1", "1.0.0-alpha.1", "1.0.0-alpha0.valid",
    "1.0.0-alpha.0valid", "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay", "1.0.0-rc.1+build.1",
    "2.0.0-rc.1+build.123", "1.2.3-beta", "10.2.3-DEV-SNAPSHOT", "1.2.3-SNAPSHOT-123", "1.0.0", "2.0.0", "1.1.7",
    "2.0.0+build.1848", "2.0.1-alpha.1227", "1.0.0-alpha+beta", "1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
    "1.2.3----R-S.12.9.1--.12+meta", "1.2.3----RC-SNAPSHOT.12.9.1--.12", "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
    "1.0.0-0A.is.legal", "18446744073709551615.0.0", "1.0.0-99999999999999999999999",
  ])
  func `reads and writes`(text: String) {
    #expect(SemanticVersion(text)?.description == text)
  }

  @Test(arguments: [
    "", "1", "1.2", "1.2.3-0123", "1.2.3-0123.0123", "1.1.2+.123", "+invalid", "-invalid", "-invalid+invalid",
    "-invalid.01", "alpha", "alpha.beta", "alpha.beta.1", "alpha.1", "alpha+beta", "alpha_beta", "alpha.", "alpha..",
    "beta", "1.0.0-alpha_beta", "-alpha.", "1.0.0-alpha..", "1.0.0-alpha..1", "1.0.0-alpha...1", "01.1.1", "1.01.1",
    "1.1.01", "1.2.3.DEV", "1.2-SNAPSHOT", "1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788", "1.2-RC-SNAPSHOT",
    "-1.0.3-gamma+b7718", "+justmeta", "9.8.7+meta+meta", "9.8.7-whatever+meta+meta", "v1.2.3", " 1.2.3", "1.2.3 ",
    "1.2.3-", "1.2.3+", "1.٢.3", "1.2.3-é", "1.+2.3", "18446744073709551616.0.0",
  ])
  func `refuses`(text: String) {
    #expect(SemanticVersion(text) == nil)
  }

  @Test func `orders by precedence`() throws {
    let ascending = try [
      "0.9.9", "1.0.0-1", "1.0.0-9", "1.0.0-10", "1.0.0-99999999999999999999999", "1.0.0-Alpha", "1.0.0-alpha",
      "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ].map { try #require(SemanticVersion($0)) }
    for (place, version) in ascending.enumerated() {
      for other in ascending[(place + 1)...] {
        #expect(version.precedes(other) && !other.precedes(version))
        #expect(version < other)
      }
    }
    #expect(ascending.reversed().sorted() == ascending)
  }

  @Test func `build metadata changes neither age nor the wish for one order`() throws {
    let first = try #require(SemanticVersion("1.0.0+a"))
    let second = try #require(SemanticVersion("1.0.0+b"))
    #expect(first.hasSamePrecedence(as: second))
    #expect(first != second)
    #expect(first < second)
  }

  @Test(arguments: [
    (VersionBump.major, "2.0.0"), (.minor, "1.3.0"), (.patch, "1.2.4"), (.prerelease, "1.2.3"), (.none, "1.2.3"),
  ])
  func `is raised`(bump: VersionBump, expected: String) {
    #expect(SemanticVersion(1, 2, 3).raised(by: bump).description == expected)
  }
}
