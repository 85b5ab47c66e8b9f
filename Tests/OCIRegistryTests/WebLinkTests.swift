import Testing

@testable import OCIRegistry

@Suite("Links of a list") struct WebLinkTests {
  /// Facts of RFC 8288 and of regclient's and oras-go's own tests.
  @Test(arguments: [
    (#"</v2/x/tags/list?last=1&n=1>; rel="next""#, "/v2/x/tags/list?last=1&n=1"), ("</path>; rel=next", "/path"),
    ("</path>;rel=NEXT", "/path"), (#"</path> ; REL = "Next""#, "/path"),
    (#"</a,b;c?d="e">; rel="next""#, #"/a,b;c?d="e""#),
    (#"</path>; rel="last next""#, "/path"), (#"</path>; title="a, <b>; rel=\"prev\""; rel="next""#, "/path"),
    (#"</first>; rel="first", </second>; rel="next""#, "/second"),
    (#"</1>; rel="next", </2>; rel="next""#, "/1"),
    (
      "</TheBook/chapter2>;\trel=\"previous\"; title*=UTF-8'de'letztes%20Kapitel, "
        + "</TheBook/chapter4>; rel=\"next\"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel", "/TheBook/chapter4"
    ),
    ("<>; rel=next", ""),
    // The first `rel` counts; a link with an anchor is another page's.
    ("</path>; rel=prev; rel=next", nil), (##"</path>; rel=next; anchor="#foo""##, nil),
    (#"</path>; rel="nextish""#, nil), (#"</path>; title="rel=next""#, nil), ("</path>; ref=next", nil),
    ("</path>", nil),
    ("</path", nil), ("/path>; rel=next", nil), (#"</path>; rel="open"#, nil), ("", nil), ("\\", nil), ("<", nil),
    ("</path>;", nil), ("</path>;=;;", nil),
  ])
  func `the next page is the first link that says so`(header: String, next: String?) {
    #expect(WebLink.parse([header]).first { $0.relations.contains("next") }?.target == next)
  }

  @Test func `every line counts, and any text has an end`() {
    #expect(WebLink.parse(["</a>; rel=prev", "</b>; rel=next"]).map(\.target) == ["/a", "/b"])
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array(#" ,;="\<>aé"#)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...14, using: &generator)
      let header = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
      #expect(WebLink.parse([header]).count <= header.count { $0 == "<" }, "\(header)")
    }
  }
}
