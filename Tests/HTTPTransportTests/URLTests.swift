import Diagnostics
import HTTPTransport
import Testing

@Suite("HTTPURL") struct URLTests {
  @Test(arguments: [
    ("https://Registry.Example.com/v2/", "registry.example.com", 443),
    ("http://[::1]:5000/v2/", "[::1]", 5000),
    ("http://localhost", "localhost", 80),
  ])
  func `knows host and port`(text: String, host: String, port: UInt16) throws {
    let url = try HTTPURL(text)
    #expect(url.host == host)
    #expect(url.port == port)
  }

  @Test(arguments: [
    "", "registry.example.com/x y", "file:///etc/passwd", "ftp://example.com", "http://", "http://user:pw@example.com/",
    "http://example.com:99999/", "gopher://example.com/", "http://exa mple.com/", "http://example.com/\0.evil",
    "http://example.com/\u{9B}31m",
    "http://example.com/\u{7F}",
  ])
  func `refuses what is no plain http or https URL`(text: String) {
    do throws(HTTPFailure) {
      let url = try HTTPURL(text)
      Issue.record("accepted as \(url)")
    } catch {
      #expect(error.kind == .malformedRequest)
      #expect(!error.description.contains("pw@"))
    }
  }

  /// Old spellings of an address must not get past a check for private addresses.
  @Test(arguments: ["http://0x7f000001/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/"])
  func `sees through other spellings of an address`(text: String) throws {
    #expect(try HTTPURL(text).host == "127.0.0.1")
  }

  @Test(arguments: [
    ("/v2/x?a=b", "http://example.com:5000/v2/x?a=b"),
    ("other", "http://example.com:5000/v2/app/other"),
    ("?a=b", "http://example.com:5000/v2/app/uploads?a=b"), ("", "http://example.com:5000/v2/app/uploads?old=1"),
    ("https://cdn.example.com/x#part", "https://cdn.example.com/x"),
    ("//cdn.example.com/x", "http://cdn.example.com/x"),
  ])
  func `resolves a Location`(location: String, expected: String) throws {
    #expect(try HTTPURL("http://example.com:5000/v2/app/uploads?old=1").resolving(location).string == expected)
  }

  @Test func `appends to a query without touching it`() throws {
    let url = try HTTPURL("http://example.com/upload?_state=a%2Fb%3D&x")
    #expect(
      try url.appending(query: [("digest", "sha256:ab"), ("scope", "a b")]).string
        == "http://example.com/upload?_state=a%2Fb%3D&x&digest=sha256%3aab&scope=a+b")
    #expect(url.description == "http://example.com/upload")
  }
}
