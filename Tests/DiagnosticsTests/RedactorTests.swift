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
