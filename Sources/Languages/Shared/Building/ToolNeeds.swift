/// What the build tools of a language need besides programs: the rest of the host is hidden from them.
public struct ToolNeeds: Sendable {
  /// Variables that tools may see: names, or beginnings of names with a `*`. A name that says that its value is secret is
  /// not among them in any case.
  public var variables: [String]
  /// Where packages come from if nothing else is configured.
  public var hosts: [String]
  /// The user's configuration: paths below the home directory.
  public var userFiles: [String]
  /// What tools download and make: directories below the home directory, kept for the next run.
  public var caches: [String]

  public init(variables: [String] = [], hosts: [String] = [], userFiles: [String] = [], caches: [String] = []) {
    self.variables = variables
    self.hosts = hosts
    self.userFiles = userFiles
    self.caches = caches
  }

  /// Variables that every tool may see, or that decide how it is called. Proxies are not among them: the way to the
  /// network is the sandbox's. Nor is a tool's home directory this user's.
  public static let variables = [
    "PATH", "HOME", "XDG_CONFIG_HOME", "LANG", "LANGUAGE", "LC_*", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
  ]
}
