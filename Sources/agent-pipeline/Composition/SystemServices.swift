import CIVendors
import ChildProcess
import Diagnostics
import DockerEngine
import HTTPTransport
import OCIRegistry
import PipelineCore
import Sandbox
import Stages
import SystemPackage

extension StageServices {
  /// The services of this machine.
  static func system(
    environment: [String: String], redactor: Redactor, ci: CIOutput?, overrides: CIOverrides, secrets: Secrets
  ) -> StageServices {
    let path = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return StageServices(
      environment: environment, redactor: redactor, http: sharedTransport(environment).client,
      credentialHelper: { name, server in
        let exit = try await ChildProcess(
          "docker-credential-\(name)", ["get"], environment: environment, input: Array(server.utf8)
        ).run(timeout: .seconds(60), standardOutput: .apart(limit: 1 << 20))
        guard case .exited(let status) = exit.status else { throw CredentialHelperTrouble(status: exit.status) }
        return CredentialHelperOutput(exitStatus: status, standardOutput: exit.standardOutput)
      },
      sandboxHost: SandboxHost(
        searchPath: path, helper: ["/proc/self/exe", HelperMode.argument],
        temporaryDirectory: RunDirectories.temporary(environment)),
      engines: EngineConnector(environment: environment, version: ToolVersion.current),
      ci: AllCIVendors.facts(for: ci?.vendor, environment: environment, overrides: overrides), clock: SystemClock.wall,
      secrets: secrets)
  }

  /// Reads the variables that the programs of OpenSSL and curl honour; libcurl as a library reads none of them.
  private static func sharedTransport(_ environment: [String: String]) -> CurlTransport {
    func path(_ name: String) -> FilePath? { environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) } }
    var configuration = CurlTransport.Configuration(
      version: ToolVersion.current, certificateAuthorities: path("SSL_CERT_FILE") ?? path("CURL_CA_BUNDLE"))
    configuration.certificateDirectory = path("SSL_CERT_DIR")
    configuration.hostCertificates = .standard(home: path("HOME"))
    return CurlTransport(configuration)
  }
}

private struct CredentialHelperTrouble: Error, CustomStringConvertible {
  var status: ChildProcess.Status
  var description: String { "it ended with \(status)" }
}
