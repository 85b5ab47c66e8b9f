import FoundationEssentials

/// Pipfile.lock: what `pipenv sync` would install.
struct PipfileLock {
  static let name = "Pipfile.lock"

  private struct Document: Decodable {
    var packages: [String: [String: Package]] = [:]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys where key.stringValue != "_meta" {
        packages[key.stringValue] = try container.decode([String: Package].self, forKey: key)
      }
    }
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Package: Decodable {
    var version: String?
    var hashes: [String]?
    var markers: String?
    var path: String?
    var file: String?
    var git: String?
    var ref: String?
    var subdirectory: String?
  }

  /// - Parameter selection: its groups are the categories of the Pipfile.
  static func packages(in text: String, _ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    } catch {
      throw LockProblem(message: "`\(name)` is not JSON that pipenv writes", hint: "run `pipenv lock`")
    }
    var found: [String: LockedPackage] = [:]
    for group in selection.groups.union(["default"]).sorted() {
      guard let packages = document.packages[group] else {
        throw LockProblem(
          message: "`\(name)` has no packages `\(group)`", hint: "correct `build.python.groups`, or run `pipenv lock`")
      }
      for (name, entry) in packages where try selection.holds(entry.markers, extras: [], in: Self.name) {
        let package = locked(name, entry)
        found[package.identity] = package
      }
    }
    return found.values.sorted { $0.identity < $1.identity }
  }

  private static func locked(_ name: String, _ entry: Package) -> LockedPackage {
    var package = LockedPackage(
      name: name, version: entry.version.map { String($0.drop { $0 == "=" }) }, hashes: entry.hashes ?? [])
    if let path = entry.path {
      package.source = .directory(path)
    } else if let git = entry.git {
      package.source = .git(url: git, commit: entry.ref ?? "", directory: entry.subdirectory)
    } else if let file = entry.file {
      package.source = file.contains("://") ? .url(file) : .file(file)
    }
    if !package.isHashed { package.hashes = [] }
    return package
  }
}
