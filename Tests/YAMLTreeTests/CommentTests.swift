import Diagnostics
import Testing
import YAMLTree

@Suite("Comments for programs") struct CommentTests {
  private func comments(_ text: String) -> [YAMLComment] {
    YAMLDocument.read(bytes: Array(text.utf8), file: "agent.yaml", commentMarker: "tool:").comments
  }

  @Test(arguments: [
    ("# tool: do it\na: 1", "1:1-1:14", true), ("a: 1 #tool:do it\n", "1:6-1:17", false),
    ("a:\n  #  tool:  do it \r\n  b: 1\r\n", "2:3-2:19", true), ("é: ü  # tool: do it", "1:7-1:20", false),
    ("a: |  # tool: do it\n  text\n", "1:7-1:20", false), ("a: |\n  text\n# tool: do it", "3:1-3:14", true),
    ("a: [1, # tool: do it\n  2]", "1:8-1:21", false), ("\u{FEFF}# tool: do it\na: 1", "1:1-1:14", true),
  ])
  func `are found with their place`(text: String, span: String, standsAlone: Bool) {
    let found = comments(text)
    #expect(found.map(\.text) == ["do it"])
    #expect(found.map(\.location.span) == [span])
    #expect(found.map(\.standsAlone) == [standsAlone])
  }

  @Test(arguments: [
    "a: \"# tool: x\"", "a: 'b # tool: x'", "a: |\n  # tool: x\n", "a: >-\n  b\n\n  # tool: x\nc: 1", "a: b#tool:x",
    "a: \"b\n  # tool: x\"", "# another tool: x\na: 1", "# tools: x\na: 1",
  ])
  func `are none inside a value, in a word, or with another marker`(text: String) {
    #expect(comments(text) == [])
  }
}
