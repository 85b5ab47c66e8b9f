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

  @Test func `a bearer challenge needs a realm`() {
    let challenges = AuthChallenge.parse(["Bearer service=s", #"Bearer realm="r""#])
    #expect(BearerChallenge(in: challenges)?.realm == "r")
    #expect(BearerChallenge(in: Array(challenges.prefix(1))) == nil)
  }
}
