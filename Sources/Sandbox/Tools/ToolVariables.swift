/// The environment of a tool in a sandbox.
enum ToolVariables {
  static func of(_ specification: ToolSpecification) -> [String: String] {
    var environment = specification.environment
    environment["HOME"] = ToolState.homeInside
    environment["TMPDIR"] = "/tmp"
    if case .filtered(let rules) = specification.network { addProxy(rules, to: &environment) }
    return environment
  }

  /// Tells the tool that the filter is its proxy.
  private static func addProxy(_ rules: NetworkRules, to environment: inout [String: String]) {
    let port = rules.filterPort
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
      environment[name] = "http://127.0.0.1:\(port)"
    }
    // None goes around the filter: it tells the user which server was refused.
    for name in ["no_proxy", "NO_PROXY"] { environment[name] = "" }
    // The JVM reads no variables for proxies; Maven's and Gradle's start scripts hand these on.
    let java = ["http", "https"].map { "-D\($0).proxyHost=127.0.0.1 -D\($0).proxyPort=\(port)" }.joined(separator: " ")
    let maven = "\(java) -Daether.connector.http.useSystemProperties=true"
    for (name, options) in ["GRADLE_OPTS": java, "MAVEN_OPTS": maven] {
      environment[name] = [environment[name], options].compactMap(\.self).joined(separator: " ")
    }
  }
}
