import FileIO
import SystemPackage
import Testing

/// A program that serves several hooks and asks its own name which one it is: under another name it would do nothing.
@Suite("agent-pipeline hook install beside hooks that go by their names") struct OwnNameTests {
  private static let dispatcher = """
    case $(basename "$0") in
      pre-commit) echo linted ;;
      pre-push) cat >> ../told ;;
    esac
    """

  @Test(arguments: [
    dispatcher, dispatcher.replacing("$0", with: "${0}"),
    "#!/bin/bash\n" + dispatcher.replacing("$0", with: "$BASH_SOURCE"),
    // husky 4; what it sources ends the hook.
    "#!/bin/sh\n# husky\n\n. \"$(dirname \"$0\")/husky.sh\"\n",
  ])
  func `a shell script stays where it is, and has its turn`(script: String) async throws {
    let desk = try await Desk()
    let text = script.hasPrefix("#!") ? script : "#!/bin/sh\n" + script
    try desk.write("\(Self.dispatcher)\nexit 0\n", ".git/hooks/husky.sh")
    for name in ["pre-commit", "pre-push"] { try desk.write(text, ".git/hooks/\(name)") }
    _ = try await desk.run("chmod", "755", ".git/hooks/pre-commit", ".git/hooks/pre-push")
    for _ in 1...2 {
      let end = try await desk.run("agent-pipeline", "hook", "install")
      #expect(end.isSuccess && end.output.contains("its other lines stay as they are"), "\(end.output)")
    }
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", ".")
    #expect(try await !desk.run("git", "commit", "-q", "-m", "bad").isSuccess)
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.git("add", ".")
    let good = try await desk.run("git", "commit", "-q", "-m", "good")
    #expect(good.isSuccess && good.output.contains("linted"), "\(good.output)")
    let push = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(push.isSuccess, "\(push.output)")
    #expect(try desk.told.hasPrefix("refs/heads/main "))
    #expect(try await desk.run("agent-pipeline", "hook", "uninstall").isSuccess)
    for name in ["pre-commit", "pre-push"] {
      let left = try FileContents.read(desk.hooks.appending(name), limit: 1 << 16)
      #expect(String(decoding: left, as: UTF8.self) == text)
    }
  }

  @Test(arguments: ["ln -s all pre-commit", "ln -s /bin/true pre-commit", "mv overcommit pre-commit"])
  func `another program is refused with the command to add`(command: String) async throws {
    let desk = try await Desk()
    try desk.write("#!/bin/sh\n\(Self.dispatcher)", ".git/hooks/all")
    try desk.write("#!/usr/bin/env ruby\nhook_type = File.basename($0)\n", ".git/hooks/overcommit")
    let made = try await desk.run("sh", "-c", "cd .git/hooks && chmod 755 all overcommit && \(command)")
    #expect(made.isSuccess)
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("[foreign-hook]"), "\(end.output)")
    #expect(end.output.contains("make it run `agent-pipeline hook pre-commit`"))
    #expect(try FileStatus.of(desk.hooks.appending("pre-commit.before-agent-pipeline")) == nil)
  }

  @Test func `a link that only asks where it is may have another name`() async throws {
    let desk = try await Desk()
    try desk.write("#!/bin/sh\ncd \"$(dirname -- \"$0\")\" && echo linked\n", "scripts/check.sh")
    _ = try await desk.run("chmod", "755", "scripts/check.sh")
    try Directory.link(desk.hooks.appending("pre-commit"), to: "../../scripts/check.sh")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(end.isSuccess && end.output.contains("runs before it"), "\(end.output)")
  }
}
