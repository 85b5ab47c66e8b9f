public import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// The host's certificates of the authorities it trusts: without them, a program on `scratch` trusts no HTTPS server.
public enum CertificateBundle {
  public static let directory = "/etc/ssl/certs"

  private static let sizeLimit = 16 << 20

  /// - Throws: if the host has none.
  public static func recipe(_ environment: [String: String]) throws(Failure) -> LayerRecipe {
    let named = environment["SSL_CERT_FILE"].map { FilePath($0) }
    for place in [named].compactMap(\.self) + CertificateAuthorities.usualFiles {
      guard let contents = try? FileContents.read(place, limit: sizeLimit) else { continue }
      return LayerRecipe(
        "certificates", role: .dependencies, directoryInImage: directory,
        inputs: ["certificates-1", "\(SHA256.digest(of: contents))"], summary: "\(place)"
      ) { directory in
        try FileContents.write(contents, to: directory.appending("ca-certificates.crt"))
      }
    }
    throw Failure(
      .infrastructure, "certificates-missing",
      "the host has no CA certificates to copy into an image without a base image",
      hints: ["on Debian and Ubuntu: apt-get install ca-certificates", "or choose a base image that has them"])
  }
}
