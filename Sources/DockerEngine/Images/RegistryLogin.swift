import FoundationEssentials

/// How the engine logs in at a registry, to pull from it.
public struct RegistryLogin: Sendable, CustomStringConvertible, CustomReflectable {
  private let fields: [String: String]

  /// - Parameters:
  ///   - server: the registry's host.
  ///   - fields: `username` and `password`, `identitytoken`, or `registrytoken`.
  public init(server: String, fields: [String: String]) {
    // Docker Hub's credentials go by this name of old, in every engine.
    let address = server == "docker.io" ? "https://index.docker.io/v1/" : server
    self.fields = fields.merging(["serveraddress": address]) { $1 }
  }

  var server: String { fields["serveraddress"] ?? "" }

  /// The header `X-Registry-Auth`; `{}` without a login, because the engine requires the header.
  static func header(_ login: RegistryLogin?) -> String { encode(login?.fields ?? [:]) }

  /// The header `X-Registry-Config` of classic builds: all logins by their registries.
  static func header(_ logins: [RegistryLogin]) -> String {
    encode(Dictionary(logins.map { ($0.server, $0.fields) }) { first, _ in first })
  }

  /// Base64 for URLs (RFC 4648, section 5), padded.
  private static func encode(_ value: some Encodable) -> String {
    Data(EngineClient.encode(value)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
  }

  public var description: String { "a login for \(server)" }
  /// Without children, so that `dump` shows no secret either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
