import Diagnostics
import Testing

@testable import AgentRuntimes

@Suite("What package managers say of a server they do not trust") struct NetworkTroubleTests {
  @Test(arguments: [
    ("npm", "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"),
    ("npm", "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"),
    (
      "cargo", "[60] SSL peer certificate or SSH remote key was not OK (SSL certificate problem: …)",
      "CARGO_HTTP_CAINFO"
    ),
    ("go", "tls: failed to verify certificate: x509: certificate signed by unknown authority", "SSL_CERT_FILE"),
    ("mvn", "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException", "trustStore"),
  ])
  func `names the variable for an own authority`(tool: String, output: String, variable: String) throws {
    let finding = try #require(NetworkTrouble.untrusted(in: output, of: tool, said: ""))
    #expect(finding.code == "package-index-untrusted")
    #expect(finding.hints[0].contains(variable))
  }

  @Test func `a refused connection is another matter`() {
    #expect(NetworkTrouble.untrusted(in: "npm ERR! code ECONNREFUSED", of: "npm", said: "") == nil)
    #expect(NetworkTrouble.isTold(in: "npm ERR! code ECONNREFUSED"))
  }
}
