import FileIO
public import SystemPackage

/// Certificates that are for one server alone, in docker's and podman's directories: `certs.d/HOST[:PORT]/` holds `*.crt`
/// for the authority to trust, `*.cert` with `*.key` to authenticate the client.
///
/// Sources: docs.docker.com/engine/security/certificates, containers-certs.d(5). PEM files; the first by name is
/// used.
public struct HostCertificates: Sendable, Hashable {
  struct Found: Hashable {
    var authority: FilePath?
    var client: CurlTransport.ClientCertificate?
  }

  private let directories: [FilePath]

  /// - Parameter directories: contain a directory for each server, in order of precedence.
  public init(directories: [FilePath]) {
    self.directories = directories
  }

  /// Where docker and podman look.
  public static func standard(home: FilePath?) -> HostCertificates {
    HostCertificates(
      directories: [home?.appending(".config/containers/certs.d"), "/etc/containers/certs.d", "/etc/docker/certs.d"]
        .compactMap(\.self))
  }

  /// - Returns: `nil` if there is no directory for the server, or it cannot be read.
  func find(_ url: HTTPURL) -> Found? {
    let names = ["\(url.host):\(url.port)"] + (url.port == 443 ? [url.host] : [])
    for directory in directories.flatMap({ directory in names.map { directory.appending($0) } }) {
      guard let files = try? Directory.names(in: directory).sorted() else { continue }
      func first(_ ending: String) -> FilePath? { files.first { $0.hasSuffix(ending) }.map { directory.appending($0) } }
      // A certificate without its key is not skipped: libcurl reports the missing file.
      let client = first(".cert").map { certificate in
        CurlTransport.ClientCertificate(
          certificate: certificate,
          key: directory.appending("\(certificate.stem ?? "client").key"))
      }
      return Found(authority: first(".crt"), client: client)
    }
    return nil
  }
}
