import OCIImage
import TOMLKit

/// One requirement, taken apart: `web[cli]>=1,<2; sys_platform == "linux"`.
private struct Requirement {
  var name: String
  var extras: Set<String>
  /// As a set, since uv sorts them; `nil` where a source decides.
  var specifiers: Set<String>?
  var marker: String?

  /// - Returns: `nil` if the text is no requirement.
  init?(_ text: String) {
    guard let parsed = try? PythonRequirement.parse(text) else { return nil }
    name = parsed.identity
    var rest = text.drop(while: \.isWhitespace).dropFirst(parsed.name.count).drop(while: \.isWhitespace)
    extras = []
    if rest.first == "[", let end = rest.firstIndex(of: "]") {
      extras = Self.names(rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").map(String.init))
      rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
    }
    if rest.first == "@" {
      // In a URL, a semicolon is a part of it unless a space stands before it.
      marker = rest.firstRange(of: " ;").map { String(rest[$0.upperBound...]) }
    } else {
      let parts = rest.split(separator: ";", maxSplits: 1).map(String.init)
      let isEmpty = rest.first == ";"
      marker = isEmpty ? parts.first : parts.dropFirst().first
      specifiers = isEmpty ? [] : Self.normal(parts.first ?? "")
    }
  }

  /// An entry of `requires-dist`.
  init?(_ table: TOMLTable) {
    guard let name = table.text("name") else { return nil }
    self.name = PythonRequirement.identity(name)
    extras = Self.names(table.texts("extras") ?? [])
    marker = table.text("marker")
    let sources = ["git", "url", "path", "directory", "editable", "virtual"]
    if !sources.contains(where: { table[$0] != nil }) { specifiers = Self.normal(table.text("specifier") ?? "") }
  }

  private static func names(_ texts: [String]) -> Set<String> {
    Set(texts.map { PythonRequirement.identity($0.filter { !$0.isWhitespace }) })
  }

  /// uv writes versions in their normal form; of those with more than numbers only the comparison counts here.
  private static func normal(_ text: String) -> Set<String> {
    Set(
      PythonRequirement.specifiers(text).map { comparison, version in
        guard let parsed = PythonVersion(version), parsed.isPlain else { return comparison }
        return comparison + parsed.release.map(String.init).joined(separator: ".") + (parsed.isWildcard ? ".*" : "")
      })
  }
}

extension UvLock {
  /// What the project needs under several conditions; the texts of conditions are uv's own, and cannot be compared.
  private static let environments: [MarkerEnvironment] = (8...15).map {
    MarkerEnvironment(TargetPython(version: "3.\($0)", platform: Platform(os: "linux", architecture: "amd64")))
  }

  /// The first package of pyproject.toml whose requirement is another one in the lock, as `uv sync --locked` would find it.
  /// - Parameters:
  ///   - package: the project's in the lock.
  ///   - project: pyproject.toml.
  /// - Returns: `nil` if there is none, or that cannot be told.
  static func outdated(_ package: TOMLTable, _ project: TOMLTable) -> String? {
    guard let own = project.table("project"), own.texts("dynamic")?.contains("dependencies") != true,
      own.texts("dynamic")?.contains("optional-dependencies") != true
    else { return nil }
    let metadata = package.table("metadata")
    // Locks of the first releases have none.
    if metadata == nil, package["dependencies"] != nil { return nil }
    let extras = own.table("optional-dependencies")
    let texts = (own.texts("dependencies") ?? []) + (extras?.keys ?? []).flatMap { extras?.texts($0) ?? [] }
    let sources = project.table("tool", "uv", "sources")
    let sourced = Set((sources?.keys ?? []).filter { !isIndex(sources?[$0]) }.map(PythonRequirement.identity))
    let name = PythonRequirement.identity(own.text("name") ?? "")
    let asked = Set(((extras?.keys ?? []) + (metadata?.texts("provides-extras") ?? [])).map(PythonRequirement.identity))
    let requirements = metadata?.tables("requires-dist") ?? []
    if let found = difference(texts, requirements, sourced, besides: name, asked) { return found }
    let (groups, locked) = (project.table("dependency-groups"), metadata?.table("requires-dev"))
    for group in Set((groups?.keys ?? []) + (locked?.keys ?? [])).sorted() {
      // The older way to write a group is merged into it.
      if group == "dev", project.table("tool", "uv")?["dev-dependencies"] != nil { continue }
      let array = groups?[group]?.array
      // What another group includes is listed with it.
      if array?.contains(where: { $0.string == nil }) == true { continue }
      let entries = locked?.tables(group) ?? []
      if let found = difference(array?.compactMap(\.string) ?? [], entries, sourced, besides: name, []) { return found }
    }
    return nil
  }

  private static func isIndex(_ source: (any TOMLValueConvertible)?) -> Bool {
    if let table = source?.table { return table["index"] != nil }
    return source?.array?.allSatisfy { $0.table?["index"] != nil } == true
  }

  private static func difference(
    _ texts: [String], _ tables: [TOMLTable], _ sourced: Set<String>, besides own: String, _ extras: Set<String>
  ) -> String? {
    let (wanted, locked) = (texts.compactMap { Requirement($0) }, tables.compactMap { Requirement($0) })
    guard wanted.count == texts.count else { return nil }
    let free = sourced.union(locked.filter { $0.specifiers == nil }.map(\.name))
    for environment in environments {
      var environment = environment
      environment.extras = extras
      let (one, other) = (
        lines(wanted, free, besides: own, environment), lines(locked, free, besides: own, environment)
      )
      guard let one, let other else { return nil }
      if let line = one.symmetricDifference(other).min() { return String(line.prefix { $0 != " " }) }
    }
    return nil
  }

  /// `nil` if a condition cannot be judged.
  private static func lines(
    _ requirements: [Requirement], _ free: Set<String>, besides own: String, _ environment: MarkerEnvironment
  ) -> Set<String>? {
    var lines: Set<String> = []
    for requirement in requirements where requirement.name != own {
      if let text = requirement.marker {
        guard let marker = PythonMarker(text), let holds = try? environment.satisfies(marker) else { return nil }
        if !holds { continue }
      }
      let versions = free.contains(requirement.name) ? [] : (requirement.specifiers ?? []).sorted()
      lines.insert(([requirement.name] + requirement.extras.sorted() + versions).joined(separator: " "))
    }
    return lines
  }
}
