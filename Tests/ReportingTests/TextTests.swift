import Testing
import TextFormats

@testable import Reporting

@Suite("Text") struct TextTests {
  @Test(
    "escape sequences are dropped whole",
    arguments: [
      ("plain", "plain"), ("\u{1B}[1;31mred\u{1B}[0m", "red"), ("\u{9B}2Kline", "line"),
      ("\u{1B}]8;;http://example.com\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}]0;title\u{7}text", "text"),
      ("\u{1B}(Btext", "text"), ("\u{1B}Pq#0;\u{1B}\\text", "text"), ("end\u{1B}", "end"), ("end\u{1B}[1", "end"),
      // A title that never ends takes its line along, not the rest of the output.
      ("\u{1B}]0;never\nnext", "\nnext"), ("\u{1B}\nnext", "\nnext"),
    ])
  func escapeSequences(text: String, plain: String) {
    #expect(PlainText.withoutEscapeSequences(text) == plain)
  }

  @Test(
    "lines are what a terminal would have left",
    arguments: [
      ("a\nb\n", ["a", "b"]), ("a\r\nb", ["a", "b"]), ("10%\r100%\n", ["100%"]), ("", []), ("\n\n", []),
      ("a\n\nb", ["a", "", "b"]), ("tab\tbell\u{7}", ["tab\tbell\u{FFFD}"]), ("\r\r", []),
      // No line says the opposite of what it shows.
      ("\u{202E}dessap\u{202C} \u{2066}x\u{2069}", ["\u{FFFD}dessap\u{FFFD} \u{FFFD}x\u{FFFD}"]),
      ("a\u{2028}::error::b", ["a\u{FFFD}::error::b"]), ("👩‍💻 می‌خواهم", ["👩‍💻 می‌خواهم"]),
    ])
  func lines(text: String, lines: [String]) {
    #expect(PlainText.lines(of: text) == lines)
  }

  @Test(
    "no text is a command to a CI system",
    arguments: [
      ("##vso[task.setvariable variable=a]b", "# #vso[task.setvariable variable=a]b"),
      ("say ##teamcity[x] and ##[add-mask]y", "say # #teamcity[x] and # #[add-mask]y"),
      ("a\n  ::set-output name=a::b\n::error::c\n", "a\n  : :set-output name=a::b\n: :error::c\n"),
      ("main.py::test_a ## heading", "main.py::test_a ## heading"),
    ])
  func commands(text: String, disarmed: String) {
    #expect(LogCommands.disarmed(text) == disarmed)
  }

  @Test(
    "XML text and attributes hold anything",
    arguments: [
      ("a<b>&\"'", "a&lt;b&gt;&amp;\"'", "a&lt;b&gt;&amp;&quot;'"), ("]]>", "]]&gt;", "]]&gt;"),
      ("\t\n\r", "\t\n&#13;", "&#9;&#10;&#13;"), ("\r\n", "&#13;\n", "&#13;&#10;"),
      ("\u{0}\u{8}\u{FFFE}\u{FFFF}é😀", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}é😀", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}é😀"),
      ("\u{1B}[31mred\u{1B}[0m", "red", "red"),
    ])
  func xml(raw: String, text: String, attribute: String) {
    #expect(XMLWriter.escaped(raw, inAttribute: false) == text)
    #expect(XMLWriter.escaped(raw, inAttribute: true) == attribute)
  }

  @Test(
    "durations and sizes are short",
    arguments: [
      (0.0, "0 ms"), (-1, "0 ms"), (.nan, "0 ms"), (0.0124, "12 ms"), (0.9996, "1.0 s"), (3.25, "3.3 s"),
      (59.96, "1 m 00 s"), (65, "1 m 05 s"), (3720, "1 h 02 m"),
    ])
  func duration(seconds: Double, text: String) {
    #expect(HumanText.duration(seconds) == text)
  }

  @Test(arguments: [(0, "0 files"), (1, "1 file"), (2, "2 files")])
  func count(number: Int, text: String) {
    #expect(HumanText.count(number, "file") == text)
  }

  @Test(arguments: [
    (Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (61_234_567, "61.2 MB"),
    (12_300_000_000, "12.3 GB"),
  ])
  func size(bytes: Int64, text: String) {
    #expect(HumanText.size(bytes) == text)
  }
}
