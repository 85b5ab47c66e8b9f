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
    ] as [([String], String, String)])
  func text(secrets: [String], text: String, redacted: String) {
    #expect(Redactor(secrets: secrets)(text) == redacted)
  }

  @Test func `each line of a secret of several lines is a secret, but for short ones`() {
    let redactor = Redactor(secrets: ["{\r\n  key: 0123456789\r\n}\n"])
    #expect(redactor("{\r\n  key: 0123456789\r\n}\n") == "***")
    #expect(redactor("{ 1 }\n  key: 0123456789\n") == "{ 1 }\n***\n")
  }
}
