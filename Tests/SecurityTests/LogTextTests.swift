import FileIO
import SystemPackage
import Testing

/// A stranger's text in the log of a CI job, and on a terminal.
@Suite("Attacks by text in the log") struct LogTextTests {
  private static let name = #""n\e[2J\e]0;t\a\u202e\n::set-output name=image::evil ##vso[task.x] ##[add-mask]y""#

  /// Also the commands that print no report, and so do not switch off the vendor's commands.
  @Test(arguments: [["validate"], ["inspect"], ["doctor"], ["hook", "pre-commit"]])
  func `commands, control characters and turned text are shown and not obeyed`(command: [String]) async throws {
    let attacked = try AttackedAgent()
    let manifest = attacked.agent.appending("agent.yaml")
    let text = String(decoding: try FileContents.read(manifest, limit: 1 << 20), as: UTF8.self)
    try FileContents.write(
      Array(text.replacing("name: attacked", with: "name: \(Self.name)").utf8), to: manifest)
    try await attacked.git(["init", "-q"])
    try await attacked.git(["add", "-A"])
    let end = try await attacked.run(command)
    #expect(end.output.contains("task.x"), "\(end.output)")
    for mark in ["##[", "##vso[", "\u{1B}", "\u{7}", "\u{202E}"] {
      #expect(!end.output.contains(mark), "\(end.output)")
    }
    let lines = end.output.split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(!lines.contains { $0.hasPrefix("::") }, "\(end.output)")
  }
}
