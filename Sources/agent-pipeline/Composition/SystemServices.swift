import CIVendors
import ChildProcess
import Diagnostics
import DockerEngine
import FileIO
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

  private static func sharedTransport(_ environment: [String: String]) -> CurlTransport {
    var configuration = CurlTransport.Configuration(
      version: ToolVersion.current, authorities: CertificateAuthorities(environment: environment))
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    configuration.hostCertificates = .standard(home: home)
    return CurlTransport(configuration)
  }
}

private struct CredentialHelperTrouble: Error, CustomStringConvertible {
  var status: ChildProcess.Status
  var description: String { "it ended with \(status)" }
}
