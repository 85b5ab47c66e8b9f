import Diagnostics
import Testing
import YAMLTree

@Suite("Syntax errors") struct SyntaxTests {
  @Test(arguments: [
    ("a:\n\tb: 1", "2:1 a tab in the indentation", "indent with spaces"),
    ("a:\n  b: 1\n\tc: 1", "3:1 a tab in the indentation", "indent with spaces"),
    ("a:\n  name:foo\n  b: 1", "2:7 a space is missing after the colon", "write `name: foo`"),
    ("a:\n  b: 1\n  name:foo\n", "3:7 a space is missing after the colon", "write `name: foo`"),
    ("a: \"text\nb: 1\n", "1:4 the quote opened here is never closed", "same quote"),
    ("a: 'text\nb: 'x'\n", "1:4 the quote opened here is not closed on its line", "same quote"),
    ("a: \"x\" y\n", "1:8 unexpected text after the closing quote", "whole value in quotes"),
    ("a: b: c", "1:5 a second `:` on one line, or a key indented deeper than the keys before it", "align"),
    ("a: x\n  b: y", "2:4 a second `:` on one line, or a key indented deeper than the keys before it", "align"),
    ("a: 1\nfoo\nb: 2", "2:1 this line is neither `key: value` nor an item of a list", "colon and a space"),
    ("a:\n  b: 1\n c: 2", "3:2 this line does not fit the indentation of those above it", "align"),
    ("a:\n  - b\n c: 2", "3:2 this line does not fit the indentation of those above it", "align"),
    ("a: - b", "1:4 a list cannot start here", "under its key"),
    ("a: [1, 2\nb: 3\n", "1:4 the `[` opened here is not closed", "add `]`"),
    ("a: {b: 1\nc: 3\n", "1:4 the `{` opened here is not closed", "add `}`"),
    ("a: [1, 2] 3]", "1:11 unexpected text after the value", "quotes"),
    ("a: @x", "1:4 a value cannot start with `@`", "quotes"),
    ("a: `x`", "1:4 a value cannot start with a backtick", "quotes"),
    (#"a: "\d""#, "1:5 an unknown escape in double quotes", "backslash"),
    ("a: {b: c:}", "1:9 a `:` inside a value without quotes", "quotes"),
    ("a: ? b", "1:4 `?` followed by a space cannot start a value here", "quotes"),
    ("%FOO\na: b", "1:1 a line that begins with `%` is a directive, and this one is unknown", "remove"),
    ("a: | text\n  b", "1:6 unexpected text after `|` or `>`", "next line"),
    ("a:\n  - \t@", "2:5 a tab where a value is expected", "spaces"),
    ("a: *", "1:4 `*` and `&` at the start of a value name an anchor, and no name follows", "quotes"),
    (
      "a:\n  b: 1\n \u{A0}c: 2", "3:2 invisible-space a no-break space (U+00A0) where YAML needs an ordinary space",
      "replace it with a space"
    ),
    ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n", "1:1 an unresolved git merge conflict", "lines 1 to 5"),
    (
      "a:\n  b: 1\n<<<<<<< HEAD\n  c: 1\n=======\n  c: 2\n>>>>>>> b", "3:1 an unresolved git merge conflict",
      "3 to 7"
    ),
    ("a: !x!y z", "1:4 `!` at the start of a value names a tag, and this one is unknown", "quotes"),
  ])
  func `name the likely cause at its place, and the cure`(text: String, expected: String, hint: String) {
    let (root, diagnostics) = parse(text)
    #expect(root == nil)
    #expect(diagnostics.map { $0.summary.replacing("yaml-syntax ", with: "") } == [expected])
    #expect(diagnostics.first?.hints.first?.contains(hint) == true)
  }
}
