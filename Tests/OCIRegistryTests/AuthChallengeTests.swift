import Testing

@testable import OCIRegistry

@Suite("AuthChallenge") struct AuthChallengeTests {
  @Test(arguments: [
    (#"Basic realm="a \"b\", c""#, [AuthChallenge(scheme: "basic", parameters: ["realm": #"a "b", c"#])]),
    (
      #"Bearer realm="https://a/t",service="s",scope="repository:x:pull,push""#,
      [
        AuthChallenge(
          scheme: "bearer",
          parameters: ["realm": "https://a/t", "service": "s", "scope": "repository:x:pull,push"])
      ]
    ),
    (
      "Bearer realm=https://a/t?x,service=s",
      [AuthChallenge(scheme: "bearer", parameters: ["realm": "https://a/t?x", "service": "s"])]
    ),
    (
      #"Negotiate, NTLM,Basic realm="x" , Bearer REALM = "y""#,
      [
        AuthChallenge(scheme: "negotiate", parameters: [:]), AuthChallenge(scheme: "ntlm", parameters: [:]),
        AuthChallenge(scheme: "basic", parameters: ["realm": "x"]),
        AuthChallenge(scheme: "bearer", parameters: ["realm": "y"]),
      ]
    ),
    (#"Bearer realm="open"#, [AuthChallenge(scheme: "bearer", parameters: ["realm": "open"])]),
    (#"Bearer realm="a\"#, [AuthChallenge(scheme: "bearer", parameters: ["realm": #"a\"#])]),
    ("", []), (" , ,", []), ("=", []), ("\"", []),
  ])
  func `reads what registries write`(header: String, expected: [AuthChallenge]) {
    #expect(AuthChallenge.parse([header]) == expected)
  }

  @Test func `survives whatever a registry writes`() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array(#" ,="\aB é"#)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...12, using: &generator)
      let header = String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
      for challenge in AuthChallenge.parse([header]) { #expect(!challenge.scheme.isEmpty, "\(header)") }
    }
  }

  @Test func `a bearer challenge needs a realm`() {
    let challenges = AuthChallenge.parse(["Bearer service=s", #"Bearer realm="r""#])
    #expect(BearerChallenge(in: challenges)?.realm == "r")
    #expect(BearerChallenge(in: Array(challenges.prefix(1))) == nil)
  }
}
