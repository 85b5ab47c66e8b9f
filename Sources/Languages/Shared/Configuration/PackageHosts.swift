/// The hosts that build tools may fetch packages from: the public indexes, and those that trusted settings name.
///
/// A repository does not choose where packages come from: a person who can change a file in it could replace a package.
public struct PackageHosts: Sendable, Hashable {
  /// The public indexes of all languages, and where they keep their files.
  static let common: Set<String> = [
    "pypi.org", "files.pythonhosted.org", "registry.npmjs.org", "registry.yarnpkg.com", "proxy.golang.org",
    "sum.golang.org",
    "index.crates.io", "static.crates.io", "crates.io", "repo.maven.apache.org", "repo1.maven.org",
    "plugins.gradle.org", "services.gradle.org", "downloads.gradle.org",
  ]
  /// Variables of the tools that name indexes; some hold several.
  static let variables = [
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX",
    "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "npm_config_registry", "NPM_CONFIG_REGISTRY", "YARN_REGISTRY",
    "YARN_NPM_REGISTRY_SERVER", "COREPACK_NPM_REGISTRY", "GOPROXY", "GOSUMDB",
  ]

  private var hosts: Set<String>

  /// - Parameter environment: the variables of the process.
  public init(environment: [String: String] = [:]) {
    let named = Self.variables.compactMap { environment[$0] }
      .flatMap { $0.split { $0 == " " || $0 == "," || $0 == "|" } }
    hosts = Self.common.union(named.compactMap { Self.host(of: String($0)) })
  }

  /// - Parameter more: hosts, each with or without a port.
  public func adding(_ more: [String]) -> PackageHosts {
    var all = self
    all.hosts.formUnion(more.map { $0.lowercased() })
    return all
  }

  /// - Parameter address: a URL; a host in `PackageHosts` without a port stands for all its ports.
  func contain(_ address: String) -> Bool {
    guard let host = Self.host(of: address) else { return false }
    return hosts.contains(host) || hosts.contains(String(host.prefix { $0 != ":" }))
  }

  /// The host of an HTTP address in lower case, with its port if there is one.
  ///
  /// - Returns: `nil` if the address is of another kind, or a variable is a part of its host.
  static func host(of address: String) -> String? {
    // `NAME=URL` of UV_INDEX.
    guard let scheme = address.firstRange(of: "://") else { return nil }
    let rest = address[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
    let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    let kind = address[..<scheme.lowerBound].lowercased()
    guard kind.hasSuffix("http") || kind.hasSuffix("https"), !host.isEmpty, !host.contains("$") else { return nil }
    return host.lowercased()
  }

}

extension ProjectFileProblem {
  /// An index that no trusted setting names.
  /// - Parameter remedy: where else to name it: `set the variable PIP_INDEX_URL in the CI system`.
  static func index(
    _ address: String, as name: String, in file: String, line: Int, remedy: String
  ) -> ProjectFileProblem {
    guard let host = PackageHosts.host(of: address) else {
      return ProjectFileProblem(
        file: file, message: "`\(name)` names an index whose host cannot be told: `\(address)`", line: line, column: 1,
        hint: remedy)
    }
    return ProjectFileProblem(
      file: file, message: "`\(name)` would fetch packages from `\(host)`, which no trusted setting names",
      line: line, column: 1, hint: "\(remedy), or allow the host with `--build-allow-hosts \(host)`")
  }

  /// A setting that a repository may not decide.
  static func refused(
    _ name: String, in file: String, line: Int, because reason: String, hint: String
  ) -> ProjectFileProblem {
    ProjectFileProblem(
      file: file, message: "`\(name)` is refused: \(reason)", line: line, column: 1, hint: hint)
  }
}
