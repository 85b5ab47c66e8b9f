/// What stands before a route that is declared on a router instead of on the service itself.
enum MountedRoutes {
  private static let services: Set<String> = ["app", "application", "server", "fastify", "mux", "http", "mcp", "web", "e"]

  /// - Returns: `nil` if it is not written out.
  static func prefix(of index: Int, in file: SourceFile, _ files: SourceFiles) -> String? {
    switch file.language {
    case .python, .nodejs: return ofRouter(index, file, files)
    case .java: return ofClass(index, file)
    // Groups of routes are values there; a wrong guess shows up in the first test.
    case .go, .rust: return ""
    }
  }

  private static func ofRouter(_ index: Int, _ file: SourceFile, _ files: SourceFiles) -> String? {
    // `@router.get("/health")`: the name before the last dot.
    let before = file.tokens[max(0, index - 4)..<index]
    guard let dot = before.lastIndex(where: { $0.text == "." }), dot > 0, file.tokens[dot - 1].kind == .word else {
      return ""
    }
    let owner = file.tokens[dot - 1].text
    if services.contains(owner) { return "" }
    let own = ["APIRouter(", "Blueprint(", "Router("].lazy.compactMap { made -> ArraySlice<SourceToken>? in
      file.ends(of: "\(owner) = \(made)").first.map(file.inside)
    }.first
    let made = own.flatMap { $0.keyword("prefix") ?? $0.keyword("url_prefix") }
    if let made, made.texts.isEmpty { return nil }
    let module = file.path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
    let directory = file.path.split(separator: "/").dropLast().last.map(String.init) ?? module
    var mounts: Set<String> = []
    for other in files.all {
      for call in ["include_router(", "register_blueprint(", "use("] {
        for start in other.ends(of: call) {
          let inside = other.inside(start)
          let names = inside.filter { $0.kind == .word || $0.kind == .text }.map { $0.text.lowercased() }
          let isOurs = names.contains { name in
            name == owner.lowercased() && (other.path == file.path || name != "router")
              || name.hasPrefix(module.lowercased()) || (module == "index" && name.hasPrefix(directory.lowercased()))
          }
          guard isOurs else { continue }
          let prefix = inside.keyword("prefix") ?? inside.keyword("url_prefix")
          if let prefix, prefix.texts.isEmpty { return nil }
          mounts.insert(prefix?.texts.first ?? (call == "use(" ? inside.arguments.first?.texts.first : nil) ?? "")
        }
      }
    }
    guard mounts.count <= 1 else { return nil }
    let mount = mounts.first ?? ""
    return (mount == "/" ? "" : mount) + (made?.texts.first ?? "")
  }

  /// Spring's `@RequestMapping("/api")` before the class.
  private static func ofClass(_ index: Int, _ file: SourceFile) -> String {
    let start = file.ends(of: "RequestMapping(").first { $0 < index }
    guard let start, file.inside(start).endIndex < index else { return "" }
    return file.inside(start).texts.first.map { $0.hasPrefix("/") ? $0 : "/\($0)" } ?? ""
  }
}
