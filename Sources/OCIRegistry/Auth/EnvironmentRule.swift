/// A credential from the environment's variables and the domains it is for.
struct EnvironmentRule: Sendable {
  var domains: Set<String>
  var credential: Credential
  /// Whether a variable names the host, too. Those that do not go after the files, which name theirs.
  var isBound: Bool

  /// - Parameter destinations: the domains for variables that name none.
  /// - Returns: the rules, and notes on what has no effect.
  static func all(
    _ environment: [String: String], destinations: Set<String>
  ) -> (rules: [EnvironmentRule], notes: [String]) {
    var rules: [EnvironmentRule] = []
    var notes: [String] = []
    let bound = environment["AGENT_REGISTRY_URL"].map { Set([Keychain.domain(of: $0)]) }
    let open = bound ?? destinations
    let user = environment["DOCKER_USERNAME"]
    let password = environment["DOCKER_PASSWORD"]

    if let token = environment["AGENT_REGISTRY_TOKEN"] {
      let name = password == nil ? user : nil
      rules.append(
        EnvironmentRule(
          domains: open,
          // Registries that take tokens as passwords ignore the user or want their own, which DOCKER_USERNAME names.
          credential: Credential(
            .password(user: name ?? "token", password: token), origin: "`AGENT_REGISTRY_TOKEN`"),
          isBound: bound != nil))
    }
    if let user, let password {
      let origin = "`DOCKER_USERNAME` and `DOCKER_PASSWORD`"
      rules.append(
        EnvironmentRule(
          domains: open, credential: Credential(user: user, password: password, origin: origin), isBound: bound != nil))
    }

    if user == nil, password != nil { notes.append("`DOCKER_PASSWORD` is set, but `DOCKER_USERNAME` is not") }
    if user != nil, password == nil, environment["AGENT_REGISTRY_TOKEN"] == nil {
      notes.append("`DOCKER_USERNAME` is set, but `DOCKER_PASSWORD` is not")
    }
    if let host = bound?.first, user != nil || environment["AGENT_REGISTRY_TOKEN"] != nil {
      notes.append("`AGENT_REGISTRY_URL` limits the credential of the environment to `\(host)`")
    }
    return (rules, notes)
  }
}
