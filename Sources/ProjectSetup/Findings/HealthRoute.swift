/// The route by which the code says that it is well.
enum HealthRoute {
  /// In the order of preference.
  static let usual = [
    "/health", "/healthz", "/api/health", "/api/v1/health", "/v1/health", "/health/live", "/livez", "/health/ready",
    "/readyz", "/ready", "/ping", "/api/ping", "/healthcheck", "/health-check", "/_health", "/status", "/api/status",
  ]

  /// Calls and annotations that declare a route, in any language.
  private static let declarations: Set<String> = [
    "get", "GET", "Get", "route", "Route", "api_route", "add_api_route", "add_url_rule", "custom_route", "HandleFunc",
    "Handle", "GetMapping", "RequestMapping", "Path", "path", "re_path", "all", "use", "createContext", "resource",
    "add_get", "at", "health_check", "handle", "equals", "endsWith", "startsWith",
  ]

  /// The route itself, as a request has to name it; `nil` if none is declared, or what stands before it is not known.
  static func find(in files: SourceFiles) -> Found<String>? {
    var found: [(route: String, place: String)] = []
    for file in files.all {
      for index in file.tokens.indices where file.tokens[index].kind == .text {
        let text = "/" + file.tokens[index].text.split(separator: "/").joined(separator: "/")
        // Go's patterns may name the method: `GET /health`.
        let route = text.hasPrefix("/GET /") ? String(text.dropFirst("/GET ".count)) : text
        guard file.tokens[index].text.contains("/"), usual.contains(route), isDeclared(index, in: file),
          let prefix = MountedRoutes.prefix(of: index, in: file, files)
        else { continue }
        found.append((prefix + route, file.place(index)))
      }
    }
    let best = found.min { rank($0.route) < rank($1.route) }
    return best.map { Found($0.route, in: $0.place) }
  }

  /// A route for `GET /` of the whole service.
  static func root(in files: SourceFiles) -> Found<String>? {
    for file in files.all {
      for owner in ["app", "application", "server", "router", "r", "mux", "fastify"] {
        for call in ["\(owner).get(\"/\"", "\(owner).route(\"/\"", "\(owner).GET(\"/\""] {
          if let end = file.ends(of: call).first, MountedRoutes.prefix(of: end - 1, in: file, files) == "" {
            return Found("/", in: file.place(end - 1))
          }
        }
      }
    }
    return nil
  }

  private static func rank(_ route: String) -> Int {
    usual.firstIndex(of: route) ?? usual.firstIndex { route.hasSuffix($0) }.map { $0 + usual.count } ?? .max
  }

  /// Whether a text is what a route is declared or compared with; requests to other services are not.
  private static func isDeclared(_ index: Int, in file: SourceFile) -> Bool {
    let before = file.tokens[max(0, index - 6)..<index]
    if before.contains(where: {
      ["requests", "httpx", "axios", "fetch", "session", "client", "http"].contains($0.text)
    }),
      !before.contains(where: { ["HandleFunc", "Handle"].contains($0.text) })
    {
      return false
    }
    guard let last = before.last else { return false }
    if last.text == "=" || last.text == "in" || last.text == "case" || last.text == "match" {
      return before.contains { ["path", "url", "pathname", "uri", "Path", "case", "value"].contains($0.text) }
        || last.text == "case"
    }
    return before.contains { $0.kind == .word && declarations.contains($0.text) }
  }
}
