import FileIO
import Glibc
import HTTPTransport
import SystemPackage

/// Finds the Docker Engine that the environment names, or one of the usual ones.
public struct EngineConnector: Sendable {
  private let environment: [String: String]
  private let version: String

  /// - Parameter version: of this program, for the user agent.
  public init(environment: [String: String], version: String) {
    self.environment = environment
    self.version = version
  }

  /// Whether Docker's own client would use BuildKit: `DOCKER_BUILDKIT` is not 0.
  public var wantsBuildKit: Bool {
    switch environment["DOCKER_BUILDKIT"]?.lowercased() {
    case "0", "false", "f": false
    default: true
    }
  }

  /// - Throws: what was tried, and what to do about it.
  public func connect() async throws(EngineFailure) -> EngineClient {
    let candidates = try EngineAddress.candidates(environment, user: geteuid())
    if candidates.count == 1 { return try await connect(to: candidates[0]) }
    var refusals: [String] = []
    for address in candidates {
      guard let path = address.socket, (try? FileStatus.of(path)) != nil else { continue }
      do throws(EngineFailure) {
        return try await connect(to: address)
      } catch {
        if error.code == .cancelled { throw error }
        refusals.append(error.message)
      }
    }
    let tried = candidates.compactMap { $0.socket?.string }.map { "`\($0)`" }.joined(separator: ", ")
    throw EngineFailure(
      .absent,
      refusals.isEmpty
        ? "no Docker Engine was found: `DOCKER_HOST` is not set, and none of the sockets \(tried) exists"
        : "no Docker Engine can be used: \(refusals.joined(separator: "; "))",
      hints: [
        "start Docker, or podman with `systemctl --user start podman.socket`, or set `DOCKER_HOST`",
        "or set `build.engine` to `oci`, which needs no engine",
      ])
  }

  func connect(to address: EngineAddress) async throws(EngineFailure) -> EngineClient {
    var configuration = CurlTransport.Configuration(
      version: version, authorities: CertificateAuthorities(environment: environment))
    configuration.unixSocket = address.socket
    if let security = address.security {
      configuration.verifiesServers = security.verifies
      let directory = security.directory
      func exists(_ name: String) -> Bool { (try? FileStatus.of(directory.appending(name))) != nil }
      if exists("ca.pem") { configuration.authorities = CertificateAuthorities(file: directory.appending("ca.pem")) }
      if exists("cert.pem") {
        configuration.clientCertificate = .init(
          certificate: directory.appending("cert.pem"), key: directory.appending("key.pem"))
      }
    }
    return try await EngineClient(
      http: CurlTransport(configuration).client, address: address, askedVersion: environment["DOCKER_API_VERSION"])
  }
}
