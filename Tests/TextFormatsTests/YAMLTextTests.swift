import Testing
import TextFormats

@Suite("YAML scalars") struct YAMLTextTests {
  @Test(arguments: [
    ("support-bot", "support-bot"), ("/app/main.py", "/app/main.py"), ("It's (very) good.", "It's (very) good."),
    ("", "\"\""), ("1.2", "\"1.2\""), ("2026-01-01", "\"2026-01-01\""), ("Yes", "\"Yes\""), ("null", "\"null\""),
    ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("- a", "\"- a\""), ("a ", "\"a \""), ("*a", "\"*a\""),
    ("say \"hi\" \\", #""say \"hi\" \\""#), ("a\nb\tc", #""a\nb\tc""#), ("größe", "\"größe\""),
    ("a\u{0}b\u{202E}c\u{2028}", #""a\U00000000b\U0000202ec\U00002028""#),
  ])
  func `is plain only where every parser reads the same text`(text: String, yaml: String) {
    #expect(YAMLText.scalar(text) == yaml)
  }

  @Test func `a comment has one line`() {
    #expect(YAMLText.comment("from a\n- b") == "  # from a - b")
    #expect(YAMLText.comment(nil) == "")
    #expect(YAMLText.list(["a", "b c"]) == "[\"a\", \"b c\"]")
  }
}
