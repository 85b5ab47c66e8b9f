import Diagnostics
import Testing

@testable import Languages

@Suite("What package managers say of a server they do not trust") struct NetworkTroubleTests {
  @Test(arguments: [
    (NodeJS.network, "npm", "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"),
    (NodeJS.network, "npm", "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"),
    (
      Rust.network, "cargo", "[60] SSL peer certificate or SSH remote key was not OK (SSL certificate problem: …)",
      "CARGO_HTTP_CAINFO"
    ),
    (
      Go.network, "go", "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      "SSL_CERT_FILE"
    ),
    (
      Java.network, "mvn", "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException",
      "trustStore"
    ),
  ])
  func `names the variable for an own authority`(
    network: NetworkTrouble, tool: String, output: String, variable: String
  ) throws {
    let finding = try #require(network.untrusted(in: output, of: tool, said: ""))
    #expect(finding.code == "package-index-untrusted")
    #expect(finding.hints[0].contains(variable))
  }

  @Test func `a refused connection is another matter`() {
    #expect(NodeJS.network.untrusted(in: "npm ERR! code ECONNREFUSED", of: "npm", said: "") == nil)
    #expect(NodeJS.network.isTold(in: "npm ERR! code ECONNREFUSED"))
  }
}
