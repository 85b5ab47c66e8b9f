import FileIO
import SystemPackage
import Testing

@Suite struct `The certificates of authorities` {
  /// A machine that has some files.
  private func authorities(
    _ files: [String], _ environment: [String: String] = [:], contents: String = "PEM"
  ) throws -> CertificateAuthorities {
    let root = try Directory.temporary(prefix: "certificates-test", in: "/tmp")
    defer { try? Directory.remove(root) }
    for file in files {
      let path = root.appending(FilePath(file).components)
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(contents.utf8), to: path)
    }
    var found = CertificateAuthorities(environment: environment, root: root)
    found.file = found.file.map { file in
      file.starts(with: root) ? FilePath(root: "/", file.components.dropFirst(root.components.count)) : file
    }
    return found
  }

  @Test(
    arguments: [
      (["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"], "/etc/ssl/certs/ca-certificates.crt"),
      (["/etc/pki/tls/certs/ca-bundle.crt"], "/etc/pki/tls/certs/ca-bundle.crt"),
      (["/etc/ssl/ca-bundle.pem"], "/etc/ssl/ca-bundle.pem"),
      (["/etc/ssl/cert.pem"], "/etc/ssl/cert.pem"),
      (["/usr/local/share/certs/ca-root-nss.crt"], "/usr/local/share/certs/ca-root-nss.crt"),
      ([], nil),
      // A directory of that name, as a mount of a file that is missing leaves it.
      (["/etc/ssl/certs/ca-certificates.crt/x", "/etc/ssl/cert.pem"], "/etc/ssl/cert.pem"),
    ] as [([String], FilePath?)])
  func `are where the distribution keeps them`(files: [String], expected: FilePath?) throws {
    let found = try authorities(files)
    #expect(found.file == expected)
    #expect(found.isEmpty == (expected == nil))
  }

  @Test func `are not in an empty file`() throws {
    #expect(try authorities(["/etc/ssl/cert.pem"], contents: "").isEmpty)
  }

  @Test(
    arguments: [
      (["SSL_CERT_FILE": "/own.pem", "CURL_CA_BUNDLE": "/curl.pem"], "/own.pem", nil),
      (["CURL_CA_BUNDLE": "/curl.pem"], "/curl.pem", nil),
      (["SSL_CERT_FILE": "", "SSL_CERT_DIR": ""], "/etc/ssl/cert.pem", nil),
      (["SSL_CERT_DIR": "/certs"], "/etc/ssl/cert.pem", "/certs"),
    ] as [([String: String], FilePath, FilePath?)])
  func `are those that a variable names, else the machine's`(
    environment: [String: String], file: FilePath, directory: FilePath?
  ) throws {
    let found = try authorities(["/etc/ssl/cert.pem"], environment)
    #expect(found == CertificateAuthorities(file: file, directory: directory))
  }
}
