public import SystemPackage

/// The certificates of the authorities that TLS servers are verified by: those that the user names, else this machine's.
///
/// They are looked for at run time, since a released program runs on other distributions than the one that built it.
public struct CertificateAuthorities: Sendable, Hashable {
  /// One file with all of them, in PEM.
  public var file: FilePath?
  /// A directory of such files, named by their hashes as `openssl rehash` does.
  public var directory: FilePath?

  /// Where distributions keep the file, as in Go's crypto/x509 (root_linux.go, root_bsd.go).
  public static let usualFiles: [FilePath] = [
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Gentoo, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  // openSUSE
    "/etc/pki/tls/cacert.pem",  // OpenELEC
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 7 and later
    "/etc/ssl/cert.pem",  // Alpine, OpenBSD
    "/usr/local/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt",  // FreeBSD
  ]

  /// What to do where neither a variable nor the machine has any.
  public static let remedy =
    "this machine has no CA certificates at the usual places: install the package `ca-certificates`, "
    + "or set `SSL_CERT_FILE` to a file of certificates in PEM"

  public init(file: FilePath?, directory: FilePath? = nil) {
    self.file = file
    self.directory = directory
  }

  /// Reads the variables that the programs of OpenSSL and curl honour; an empty one counts as unset.
  ///
  /// A file that a variable names is taken as it is: if it cannot be read, the connection that needs it says so.
  /// - Parameter root: where this machine's files are.
  public init(environment: [String: String], root: FilePath = "/") {
    func named(_ name: String) -> FilePath? { environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) } }
    directory = named("SSL_CERT_DIR")
    file =
      named("SSL_CERT_FILE") ?? named("CURL_CA_BUNDLE")
      ?? Self.usualFiles.map { root.appending($0.components) }.first { path in
        guard let status = try? FileStatus.of(path, followsLinks: true) else { return false }
        return status.kind == .file && status.size > 0
      }
  }

  /// Whether there are none at all.
  public var isEmpty: Bool { file == nil && directory == nil }
}
