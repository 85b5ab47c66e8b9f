import Diagnostics
import Testing
import YAMLTree

@Suite("Structure") struct StructureTests {
  @Test func `a duplicate key is an error at the second, and reading goes on`() {
    let (root, diagnostics) = parse("name: a\nname: b\nother: c\nother: d\n")
    #expect(
      diagnostics.map(\.summary) == [
        "2:1 duplicate-key duplicate key `name`", "4:1 duplicate-key duplicate key `other`",
      ])
    #expect(diagnostics.first?.hints == ["the first is at line 1, column 1: keep one of the two"])
    #expect(root?["name"]?.scalar?.text == "a")
  }

  @Test(arguments: ["a: b\u{A0}c", "a: \"\u{A0}b\"", "a: '\u{A0}'", "a: |\n  \u{A0}b\n"])
  func `a no-break space inside a text is text`(text: String) {
    #expect(parse(text).diagnostics.isEmpty)
  }

  @Test func `an alias stands for its anchor, at its own place`() {
    let (root, diagnostics) = parse("a: &x [1, 2]\nb: *x\n")
    #expect(diagnostics.isEmpty)
    #expect(root?["b"]?.jsonText == "[1,2]")
    #expect(root?["b"]?.location.span == "2:4-2:6")
  }

  @Test func `a merge adds what the mapping lacks, the first source winning`() {
    let (root, diagnostics) = parse("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {z: 3, <<: [*a, *b]}\n")
    #expect(diagnostics.isEmpty)
    #expect(root?["c"]?.jsonText == #"{"z":3,"x":1,"y":1}"#)
  }

  @Test(arguments: [
    ("<<: 3", "1:5 invalid-merge `<<` takes a mapping or a list of mappings"),
    ("anchor: &port 1\na: *prot", "2:4 unknown-anchor no anchor `&prot` comes before the alias `*prot`"),
    ("a: &a [*a]", "1:8 unknown-anchor the alias `*a` is inside its own anchor"),
    ("? [a]\n: b", "1:3 key-not-text a key must be plain text, not a list or a mapping"),
    ("a: !custom b", "1:4 unsupported-tag the tag `!custom` is not supported"),
    ("a: !!set {b}", "1:4 unsupported-tag the tag `!!set` is not supported"),
    ("a: 1\n---\nb: 2", "2:1 several-documents a second document starts here"),
    ("", "1:1 empty-file the file is empty"),
    ("\u{FEFF}", "1:1 empty-file the file is empty"),
    ("# only a comment\n", "1:1 empty-file the file is empty"),
    ("---\n...\n", "1:1 empty-file the file is empty"),
    ("a: \u{7}", "1:4 control-character the control character U+0007 is not allowed"),
    ("a: \u{A0}b", "1:4 invisible-space a no-break space (U+00A0) where YAML needs an ordinary space"),
    ("a:\n \u{A0}b: 1", "2:2 invisible-space a no-break space (U+00A0) where YAML needs an ordinary space"),
    ("a: b\u{A0}", "1:5 invisible-space a no-break space (U+00A0) where YAML needs an ordinary space"),
    ("\u{200B}a: b", "1:1 invisible-space the invisible character U+200B where YAML needs an ordinary space"),
    ("a:\u{A0}b", "1:3 invisible-space a no-break space (U+00A0) where YAML needs an ordinary space"),
    ("a: b\u{FEFF}", "1:5 control-character a byte order mark in the middle of the file"),
  ])
  func `what cannot be understood has a place`(text: String, expected: String) {
    #expect(parse(text).diagnostics.map(\.summary) == [expected])
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xE9], "1:4 not-utf8 the byte 0xE9 is not UTF-8"),
      ([0xC3, 0xA4, 0x0A, 0xC3, 0xA4, 0xC0, 0x80], "2:2 not-utf8 the byte 0xC0 is not UTF-8"),
      ([0xED, 0xA0, 0x80], "1:1 not-utf8 the byte 0xED is not UTF-8"),
      ([0xF0, 0x9F], "1:1 not-utf8 the byte 0xF0 is not UTF-8"),
      ([0xFF, 0xFE, 0x61, 0x00], "1:1 not-utf8 the file is UTF-16"),
      ([0x61, 0x00, 0x3A, 0x00], "1:1 not-utf8 the file is UTF-16"),
      ([0x00, 0x61, 0x00, 0x3A], "1:1 not-utf8 the file is UTF-16"),
      ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0, 0, 0], "1:1 not-utf8 the file is UTF-32"),
      ([0x00, 0x00, 0xFE, 0xFF, 0, 0, 0, 0x61], "1:1 not-utf8 the file is UTF-32"),
      ([0x61, 0x00, 0x00, 0x00], "1:1 not-utf8 the file is UTF-32"),
    ] as [([UInt8], String)])
  func `other encodings are refused at their first byte`(bytes: [UInt8], expected: String) {
    #expect(YAMLDocument.parse(bytes: bytes, file: "agent.yaml").diagnostics.map(\.summary) == [expected])
  }
}
