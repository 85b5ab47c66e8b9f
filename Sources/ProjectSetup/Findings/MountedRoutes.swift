/// What stands before a route that is declared on a router instead of on the service itself.
struct MountedRoutes {
  private static let services: Set<String> = [
    "app", "application", "server", "fastify", "mux", "http", "mcp", "web", "e",
  ]
  private static let makers = ["APIRouter(", "Blueprint(", "Router(", "express.Router("]
  private static let mounts = ["include_router(", "register_blueprint(", "use(", "register("]

  let files: SourceFiles

  /// - Parameter index: of the route's text.
  /// - Returns: `nil` if it is not written out.
  static func prefix(of index: Int, in file: SourceFile, _ files: SourceFiles) -> String? {
    switch file.language {
    case .python, .nodejs:
      // `@router.get("/health")`: the name before the last dot.
      let before = file.tokens[max(0, index - 4)..<index]
      guard let dot = before.lastIndex(where: { $0.text == "." }), dot > 0, file.tokens[dot - 1].kind == .word else {
        return ""
      }
      return MountedRoutes(files: files).prefix(ofRouter: file.tokens[dot - 1].text, in: file, depth: 0)
    case .java: return ofClass(index, file)
    // Groups of routes are values there; a wrong guess shows up in the first test.
    case .go, .rust: return ""
    }
  }

  private func prefix(ofRouter owner: String, in file: SourceFile, depth: Int) -> String? {
    if Self.services.contains(owner) { return "" }
    guard depth < 4 else { return nil }
    let made = Self.makers.lazy.compactMap { file.ends(of: "\(owner) = \($0)").first.map(file.inside) }.first
    let own = made.flatMap { $0.keyword("prefix") ?? $0.keyword("url_prefix") }
    var prefixes: Set<String> = []
    for other in files.all {
      for call in Self.mounts {
        for start in other.ends(of: call) where mounts(owner, of: file, other, other.inside(start)) {
          let inside = other.inside(start)
          let named = inside.keyword("prefix") ?? inside.keyword("url_prefix")
          let first = call == "use(" && inside.arguments.count > 1 ? inside.arguments.first : nil
          guard let mount = literal(named ?? first, in: other) else { return nil }
          // `api.include_router(…)` on a router that is itself mounted.
          let holder = start - 4 >= 0 && other.tokens[start - 3].text == "." ? other.tokens[start - 4].text : "app"
          guard let above = prefix(ofRouter: holder, in: other, depth: depth + 1) else { return nil }
          prefixes.insert(above + mount)
        }
      }
    }
    // A router that nothing is seen to mount is mounted in a way that is not known here.
    if prefixes.isEmpty, made != nil { return nil }
    guard prefixes.count <= 1, let own = literal(own, in: file) else { return nil }
    return (prefixes.first ?? "") + own
  }

  /// Whether a call mounts a router, which it names by its variable, or by its module.
  private func mounts(
    _ owner: String, of file: SourceFile, _ other: SourceFile, _ inside: ArraySlice<SourceToken>
  ) -> Bool {
    let parts = file.path.split(separator: "/")
    let name = parts.last?.split(separator: ".").first.map { $0.lowercased() } ?? ""
    // A module of a directory's own name: `routes/health/index.js`.
    let module =
      ["index", "__init__", "routes", "router"].contains(name) ? parts.dropLast().last?.lowercased() ?? name : name
    let words = inside.filter { $0.kind == .word }.map { $0.text.lowercased() }
    if other.path == file.path { return words.contains(owner.lowercased()) }
    // `from shop.routes import router`
    if file.language == .python, other.has("\(name) import \(owner)"), words.contains(owner.lowercased()) {
      return true
    }
    if owner != "router", owner != "bp", words.contains(owner.lowercased()) { return true }
    return words.contains {
      $0 == module
        || ["_router", "router", "routes", "route", "_bp"].contains(String($0.dropFirst(module.count)))
          && $0.hasPrefix(module)
    }
      || inside.texts.contains { $0.lowercased().hasSuffix("/\(module)") || $0.lowercased().contains("/\(module).") }
  }

  /// Empty for none; `nil` for what is not written out.
  private func literal(_ expression: ArraySlice<SourceToken>?, in file: SourceFile) -> String? {
    guard let expression else { return "" }
    let text = expression.texts.first ?? files.value(of: expression, in: file).texts.first { $0.hasPrefix("/") }
    return text.map { $0 == "/" ? "" : $0 }
  }

  /// Spring's `@RequestMapping("/api")` before the class.
  private static func ofClass(_ index: Int, _ file: SourceFile) -> String {
    let start = file.ends(of: "RequestMapping(").first { $0 < index }
    guard let start, file.inside(start).endIndex < index else { return "" }
    return file.inside(start).texts.first.map { $0.hasPrefix("/") ? $0 : "/\($0)" } ?? ""
  }
}
