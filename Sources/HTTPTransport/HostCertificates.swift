import FileIO
public import SystemPackage

/// Certificates that are for one server alone, in docker's and podman's folders: `certs.d/HOST[:PORT]/` holds `*.crt`
/// for the authority to trust, `*.cert` with `*.key` to prove who is asking.
///
/// Sources: docs.docker.com/engine/security/certificates, containers-certs.d(5). PEM files; of several the first by name
/// counts.
public struct HostCertificates: Sendable, Hashable {
  struct Found: Hashable {
    var authority: FilePath?
    var client: CurlTransport.ClientCertificate?
  }

  private let folders: [FilePath]

  /// - Parameter folders: those that hold a folder for each server, the strongest first.
  public init(folders: [FilePath]) {
    self.folders = folders
  }

  /// Where docker and podman look.
  public static func standard(home: FilePath?) -> HostCertificates {
    HostCertificates(
      folders: [home?.appending(".config/containers/certs.d"), "/etc/containers/certs.d", "/etc/docker/certs.d"]
        .compactMap(\.self))
  }

  /// - Returns: nothing where no folder is there for the server, or it cannot be read.
  func find(_ url: HTTPURL) -> Found? {
    let names = ["\(url.host):\(url.port)"] + (url.port == 443 ? [url.host] : [])
    for folder in folders.flatMap({ folder in names.map { folder.appending($0) } }) {
      guard let files = try? Folder.names(in: folder).sorted() else { continue }
      func first(_ ending: String) -> FilePath? { files.first { $0.hasSuffix(ending) }.map { folder.appending($0) } }
      // A certificate without its key is not passed over: libcurl says that the file is missing.
      let client = first(".cert").map { certificate in
        CurlTransport.ClientCertificate(
          certificate: certificate,
          key: folder.appending("\(certificate.stem ?? "client").key"))
      }
      return Found(authority: first(".crt"), client: client)
    }
    return nil
  }
}
