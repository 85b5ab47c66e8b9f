import FileIO
import Glibc
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Configuration from variables") struct ConfigurationTests {
  /// As git reads them: `GIT_CONFIG_COUNT`, `GIT_CONFIG_KEY_0`, `GIT_CONFIG_VALUE_0`, …
  private func variables(_ values: [(String, String)]) -> [String: String] {
    var variables = ["GIT_CONFIG_COUNT": "\(values.count)"]
    for (number, (key, value)) in values.enumerated() {
      variables["GIT_CONFIG_KEY_\(number)"] = key
      variables["GIT_CONFIG_VALUE_\(number)"] = value
    }
    return variables
  }

  private func hooks(_ scratch: ScratchRepository, _ environment: [String: String]) throws -> FilePath {
    try GitRepository(discovering: scratch.path, environment: environment).hooksDirectory()
  }

  @Test func `single values go before the repository's own configuration, as for git`() throws {
    let scratch = try ScratchRepository()
    try scratch.git("config", "core.hooksPath", "/srv/own")
    #expect(try hooks(scratch, [:]) == "/srv/own")
    #expect(try hooks(scratch, variables([("core.hooksPath", "/srv/value")])) == "/srv/value")
    #expect(try hooks(scratch, variables([("user.name", "x"), ("CORE.hookspath", "/srv/later")])) == "/srv/later")
    #expect(try hooks(scratch, ["GIT_CONFIG_COUNT": "", "GIT_CONFIG_KEY_0": "core.hooksPath"]) == "/srv/own")
  }

  @Test(arguments: [
    "plain", "with \"quotes\" and \\ backslash", "tab\tand\nline", " spaces ", "# no comment; none", "", "a=b", "ü",
  ])
  func `a value is kept letter by letter`(value: String) throws {
    let scratch = try ScratchRepository()
    let head = try scratch.commit("feat: one")
    let environment = variables([("user.name", "Grace"), ("user.email", "x"), ("remote.odd.name.url", value)])
    let repository = try GitRepository(discovering: scratch.path, environment: environment)
    if !value.isEmpty { #expect(try repository.remotes()["odd.name"] == value) }
    let tagger = GitIdentity(name: "Ada", email: "ada@example.com")
    #expect(try repository.createTag("v1.0.0", on: head, message: "x", tagger: tagger) == .written)
    #expect(try scratch.git("for-each-ref", "--format=%(taggername)", "refs/tags") == "Grace")
  }

  @Test(arguments: [
    (["GIT_CONFIG_COUNT": "two"], "`two` is not a number (GIT_CONFIG_COUNT)"),
    (["GIT_CONFIG_COUNT": "-1"], "`-1` is not a number (GIT_CONFIG_COUNT)"),
    (["GIT_CONFIG_COUNT": "1"], "`GIT_CONFIG_COUNT` is 1, but `GIT_CONFIG_KEY_0` is not set"),
    (
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b"],
      "`GIT_CONFIG_COUNT` is 1, but `GIT_CONFIG_VALUE_0` is not set"
    ),
    (
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "name", "GIT_CONFIG_VALUE_0": "x"],
      "`name` is not the name of a git setting (GIT_CONFIG_KEY_0)"
    ),
    (
      ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b\n[c]d.e", "GIT_CONFIG_VALUE_0": "x"],
      "`a.b\n[c]d.e` is not the name of a git setting (GIT_CONFIG_KEY_0)"
    ),
  ])
  func `what git would refuse is refused`(environment: [String: String], message: String) throws {
    let scratch = try ScratchRepository()
    #expect(failure { _ = try hooks(scratch, environment) }?.message == message)
  }

  @Test func `GIT_CONFIG_GLOBAL and GIT_CONFIG_SYSTEM name the files of the user and the system`() throws {
    let scratch = try ScratchRepository()
    let (user, system) = (scratch.directory.appending("user"), scratch.directory.appending("system"))
    try FileContents.write(Array("[core]\nhooksPath = /srv/user\n".utf8), to: user)
    try FileContents.write(Array("[core]\nhooksPath = /srv/system\n".utf8), to: system)
    let both = ["GIT_CONFIG_GLOBAL": user.string, "GIT_CONFIG_SYSTEM": system.string]
    #expect(try hooks(scratch, both) == "/srv/user")
    let own = scratch.path.appending(".git/hooks")
    for none in ["", "/dev/null", scratch.directory.appending("none").string] {
      let environment = both.merging(["GIT_CONFIG_GLOBAL": none]) { $1 }
      #expect(try hooks(scratch, environment) == "/srv/system")
      #expect(try hooks(scratch, environment.merging(["GIT_CONFIG_NOSYSTEM": "1"]) { $1 }) == own)
      #expect(try hooks(scratch, environment.merging(["GIT_CONFIG_NOSYSTEM": "false"]) { $1 }) == "/srv/system")
    }
  }

  // Only root can give a directory to another user.
  @Test(.enabled(if: getuid() == 0)) func `safe_directory counts wherever git would read it`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    try scratch.git("config", "safe.directory", "*")
    for place in [scratch.path, scratch.path.appending(".git")] {
      #expect(place.withPlatformString { chown($0, 12345, 12345) } == 0)
    }
    let user = scratch.directory.appending("user")
    let none = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]
    func opens(_ environment: [String: String]) throws -> Bool {
      let refusal = failure {
        let repository = try GitRepository(discovering: scratch.path, environment: environment)
        #expect(try repository.head().commit == id)
      }
      #expect(refusal == nil || refusal?.code == .foreignOwner)
      return refusal == nil
    }
    // The repository's own does not count.
    #expect(try !opens(none))
    for (value, isAllowed) in [
      ("*", true), (scratch.path.string, true), (scratch.path.string + "/", true), ("/srv/other", false),
      ("\(scratch.directory)/*", true), ("\(scratch.path)/*", false), ("repo", false), ("", false),
    ] {
      #expect(try opens(none.merging(variables([("safe.directory", value)])) { $1 }) == isAllowed, "\(value)")
      try? Directory.remove(user)
      try FileContents.write(Array("[safe]\ndirectory = \"\(value)\"\n".utf8), to: user)
      #expect(try opens(none.merging(["GIT_CONFIG_GLOBAL": user.string]) { $1 }) == isAllowed, "\(value)")
    }
    // An empty value takes back what less important files say.
    try Directory.remove(user)
    try FileContents.write(Array("[safe]\ndirectory = *\n".utf8), to: user)
    let allowed = ["GIT_CONFIG_GLOBAL": user.string, "GIT_CONFIG_NOSYSTEM": "1"]
    #expect(try opens(allowed))
    #expect(try !opens(allowed.merging(variables([("safe.directory", "")])) { $1 }))
    #expect(try opens(allowed.merging(variables([("safe.directory", ""), ("safe.directory", "*")])) { $1 }))
  }
}
