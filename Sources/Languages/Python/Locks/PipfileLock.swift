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

  /// What pipenv writes about the file itself.
  private struct Header: Decodable {
    struct Meta: Decodable {
      struct Requires: Decodable {
        var version: String?
        var fullVersion: String?

        enum CodingKeys: String, CodingKey {
          case version = "python_version"
          case fullVersion = "python_full_version"
        }
      }

      var hash: [String: String]?
      var requires: Requires?
      var format: Int?

      enum CodingKeys: String, CodingKey {
        case hash, requires
        case format = "pipfile-spec"
      }
    }

    var meta: Meta?

    enum CodingKeys: String, CodingKey { case meta = "_meta" }
  }

  /// - Throws: if it is not JSON, or of a format that pipenv does not write today.
  static func check(_ text: String) throws(LockProblem) {
    if let problem = JSONSyntax.problem(in: Array(text.utf8)) {
      throw LockProblem(
        message: "`\(name)` is not valid JSON: \(problem.message)", hint: "run `pipenv lock`", line: problem.line)
    }
    if let format = header(text)?.format, format != 6 {
      throw LockProblem(
        message: "`\(name)` has the unknown format `\(format)`",
        hint: "format 6 can be read: make the lock again with `pipenv lock`")
    }
  }

  /// Of the Pipfile that it was made from, in hexadecimal.
  static func hash(_ text: String) -> String? { header(text)?.hash?["sha256"] }

  /// The Python that the Pipfile asks for: `3.12`, or `3.12.1`.
  static func requiredPython(_ text: String) -> String? {
    let requires = header(text)?.requires
    return requires?.fullVersion ?? requires?.version
  }

  /// Directories and files that it installs as packages, of any group, as it writes them.
  static func localPaths(_ text: String) -> [String] {
    let document = try? JSONDecoder().decode(Document.self, from: Data(text.utf8))
    return (document?.packages.values.flatMap(\.values) ?? []).compactMap { package in
      package.path ?? package.file.flatMap { $0.contains("://") ? nil : $0 }
    }.sorted()
  }

  private static func header(_ text: String) -> Header.Meta? {
    (try? JSONDecoder().decode(Header.self, from: Data(text.utf8)))?.meta
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
    // Under its name in the Pipfile, too.
    let groups = selection.groups.map { $0 == "dev-packages" ? "develop" : $0 }
    for group in Set(groups).union(["default"]).sorted() {
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
