import TOMLKit

/// Compares Cargo.lock with the manifests, to say in words why `--locked` fails.
struct CargoLock {
  private let root: TOMLTable

  init?(_ text: String) {
    guard let table = try? TOMLTable(string: text) else { return nil }
    root = table
  }

  /// What a manifest of the repository asks for that the lock does not have: a package, or one of its dependencies.
  func lack(of manifest: TOMLTable, version inherited: String?) -> String? {
    guard let package = manifest.table("package"), let name = package.text("name") else { return nil }
    let version = package.text("version") ?? inherited
    let entries = root.tables("package").filter { $0.text("name") == name && $0.text("source") == nil }
    guard let entry = entries.first(where: { version == nil || $0.text("version") == version }) else {
      return version.map { "\(name) \($0)" } ?? name
    }
    // `name`, `name version` or `name version (source)`.
    let locked = Set((entry.texts("dependencies") ?? []).map { String($0.prefix { $0 != " " }) })
    return Self.names(in: manifest).first { !locked.contains($0) }
  }

  /// The packages that a manifest depends on, whatever it calls them.
  private static func names(in manifest: TOMLTable) -> [String] {
    let targets = manifest.table("target").map { all in all.keys.compactMap { all.table($0) } } ?? []
    let tables = ([manifest] + targets).flatMap { table in
      ["dependencies", "dev-dependencies", "build-dependencies"].compactMap { table.table($0) }
    }
    // One that is inherited may have another name in the workspace's table.
    return tables.flatMap { table in
      table.keys.filter { table[$0]?.table?["workspace"]?.bool != true }.map {
        table[$0]?.table?.text("package") ?? $0
      }
    }.sorted()
  }
}
