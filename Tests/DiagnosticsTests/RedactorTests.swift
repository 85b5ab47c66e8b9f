import Diagnostics
import Testing

@Suite("Redacting") struct RedactorTests {
  @Test(
    "a secret is replaced wherever it stands",
    arguments: [
      (["hunter22"], "hunter22:hunter22", "***:***"),
      // The longer one first, whatever the order.
      (["token", "token-long"], "token-long token", "*** ***"),
      // Shorter ones would blot out ordinary words.
      (["abc"], "abc", "abc"),
      ([], "hunter22", "hunter22"),
      // As it stands in a URL, with digits in either case.
      (["p/ss+w=rd"], "p%2Fss%2Bw%3Drd p%2fss%2bw%3drd p/ss+w=rd", "*** *** ***"),
      // Before an accent, and with an accent written in two ways.
      (["hunter22"], "hunter22\u{301}", "***\u{301}"),
      (["caf\u{E9}"], "caf\u{E9} cafe\u{301}", "*** ***"),
      // With the end of a URL's userinfo in it.
      (["p@ss:w0rd"], "https://user:p@ss:w0rd@host p@ss:w0rd", "https://user:***@host ***"),
      // Python keeps the slash, JavaScript the brackets, and forms write a space as a plus.
      (["p/s (w)"], "p/s%20%28w%29 p%2Fs%20(w) p%2Fs+%28w%29", "*** *** ***"),
      // As JSON writes it: what must be escaped, the slash too, all but ASCII too.
      (["p\"s\\s/\u{E9}\u{1F600}"], "{\"p\\\"s\\\\s/\u{E9}\u{1F600}\"}", "{\"***\"}"),
      (["p\"s\\s/\u{E9}"], "{\"p\\\"s\\\\s\\/\u{E9}\" \"p\\\"s\\\\s/\\u00e9\"}", "{\"***\" \"***\"}"),
      (["line 1\nline 2"], "line 1\\nline 2", "***"),
      // In base64, wherever it begins; the first and the last character may belong to its neighbours.
      (["correct-horse"], "Y29ycmVjdC1ob3JzZQ== dXNlcjpjb3JyZWN0LWhvcnNl", "***Q== dXNlcjp***"),
      (["correct-horse"], "YTpjb3JyZWN0LWhvcnNl", "YTp***"),
      (["?>?>?>?>"], "Pz4_Pj8-Pz4= Pz4/Pj8+Pz4=", "***4= ***4="),
      // What follows does not make it another text.
      (["hunter22"], "hunter22\u{301} hunter22\r\n", "***\u{301} ***\r\n"),
    ] as [([String], String, String)])
  func text(secrets: [String], text: String, redacted: String) {
    #expect(Redactor(secrets: secrets)(text) == redacted)
  }

  @Test func `each line of a secret of several lines is a secret, but for short ones`() {
    let redactor = Redactor(secrets: ["{\r\n  key: 0123456789\r\n}\n"])
    #expect(redactor("{\r\n  key: 0123456789\r\n}\n") == "***")
    #expect(redactor("{ 1 }\n  key: 0123456789\n") == "{ 1 }\n***\n")
  }

  @Test(
    "an XML file stays XML, whatever looks like a URL in it",
    arguments: [
      ("<a>https://host:80<b>me@home</b></a>", "<a>https://host:80<b>me@home</b></a>"),
      ("<a b=\"https://host:80\">me@home</a>", "<a b=\"https://host:80\">me@home</a>"),
      ("<a>https://user:pass@host</a>", "<a>https://user:***@host</a>"),
      ("<a b=\"x&lt;yz0\">x&lt;yz0</a>", "<a b=\"***\">***</a>"),
    ])
  func xml(text: String, redacted: String) {
    #expect(Redactor(secrets: ["x<yz0"])(xml: Array(text.utf8)) == Array(redacted.utf8))
  }

  @Test func `an XML file without secrets keeps its bytes`() {
    #expect(Redactor(secrets: ["hunter22"])(xml: [0xFF, 0x40, 0xE9]) == [0xFF, 0x40, 0xE9])
  }
}
