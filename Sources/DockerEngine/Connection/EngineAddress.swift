import Diagnostics
import HTTPTransport
public import SystemPackage

/// Where a Docker Engine listens, as `DOCKER_HOST` writes it, and how to connect to it.
public struct EngineAddress: Sendable, Hashable, CustomStringConvertible {
  /// TLS with certificates of both sides, from the directory that `DOCKER_CERT_PATH` names.
  public struct Security: Sendable, Hashable {
    public var directory: FilePath
    /// Whether the engine must prove who it is: `DOCKER_TLS_VERIFY` is set.
    public var verifies: Bool
  }

  /// As the user would write it.
  public let description: String
  /// Of requests, without a path. A socket's host means nothing.
  let origin: String
  /// `nil` if the engine is reached over TCP.
  public let socket: FilePath?
  let security: Security?

  public static func socket(_ path: FilePath) -> EngineAddress {
    EngineAddress(description: "unix://\(path)", origin: "http://localhost", socket: path, security: nil)
  }

  /// - Parameters:
  ///   - text: `unix:///path`, `tcp://host:port`, `http://…` or `https://…`.
  ///   - environment: for the variables of TLS.
  public init(parsing text: String, environment: [String: String] = [:]) throws(EngineFailure) {
    func invalid(_ problem: String) -> EngineFailure {
      EngineFailure(
        .invalidAddress, .usage, "`\(text)` is not the address of an engine: \(problem)",
        hints: ["set `DOCKER_HOST` to `unix:///path/to/socket` or `tcp://host:port`"])
    }
    guard let separator = text.firstRange(of: "://") else { throw invalid("the scheme is missing") }
    let scheme = text[..<separator.lowerBound]
    let rest = String(text[separator.upperBound...])
    switch scheme {
    case "unix":
      guard rest.hasPrefix("/") else { throw invalid("the socket's path is not absolute") }
      // sun_path of sockaddr_un(7) holds 108 bytes with its end.
      guard rest.utf8.count < 108 else { throw invalid("the socket's path is longer than 107 bytes") }
      self = .socket(FilePath(rest))
    case "tcp", "http", "https":
      let security = scheme == "http" ? nil : Self.security(environment, isForced: scheme == "https")
      let authority = rest.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
      guard !authority.isEmpty, authority == rest || rest == "\(authority)/" else {
        throw invalid("only a host and a port may follow `://`")
      }
      let hasPort = authority.last != "]" && authority.contains(":")
      let origin =
        "\(security == nil ? "http" : "https")://\(authority)" + (hasPort ? "" : security == nil ? ":2375" : ":2376")
      do throws(HTTPFailure) {
        _ = try HTTPURL(origin)
      } catch {
        throw invalid(error.detail)
      }
      self.init(description: text, origin: origin, socket: nil, security: security)
    case "ssh":
      throw invalid("SSH is not supported: forward the socket with `ssh -L /tmp/docker.sock:/var/run/docker.sock`")
    default:
      throw invalid("`\(scheme)` is not a supported scheme")
    }
  }

  private init(description: String, origin: String, socket: FilePath?, security: Security?) {
    self.description = description
    self.origin = origin
    self.socket = socket
    self.security = security
  }

  /// As Docker's own clients read the variables: a directory alone means TLS that trusts any server.
  private static func security(_ environment: [String: String], isForced: Bool) -> Security? {
    let verifies = environment["DOCKER_TLS_VERIFY"].map { !$0.isEmpty } ?? false
    let directory = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
    guard verifies || directory != nil || isForced else { return nil }
    let home = environment["HOME"] ?? ""
    return Security(directory: FilePath(directory ?? "\(home)/.docker"), verifies: verifies || directory == nil)
  }

  /// What the environment names, else the usual sockets in the order in which they are tried.
  /// - Parameter user: whose own engines count.
  static func candidates(_ environment: [String: String], user: UInt32) throws(EngineFailure) -> [EngineAddress] {
    for name in ["DOCKER_HOST", "CONTAINER_HOST"] {
      if let text = environment[name], !text.isEmpty {
        return [try EngineAddress(parsing: text, environment: environment)]
      }
    }
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/run/user/\(user)"
    let paths = [
      "/var/run/docker.sock", "\(runtime)/docker.sock", "\(runtime)/podman/podman.sock", "/run/podman/podman.sock",
    ]
    return paths.map { .socket(FilePath($0)) }
  }
}
