import Diagnostics
public import Languages
import TOMLKit
import TextFormats

/// A project without an agent.yaml, as far as it is read: nothing of it is run.
public struct SetupProject: Sendable {
  /// The last part of its path.
  public var name: String
  public var directory: ProjectDirectory
  /// Its regular files, as paths below it, sorted; without those of `SkippedDirectories`.
  public var files: [String]
  /// Whether there are more files than are listed.
  public var isCut: Bool

  public init(name: String, directory: ProjectDirectory, files: [String], isCut: Bool = false) {
    self.name = name
    self.directory = directory
    self.files = files.sorted()
    self.isCut = isCut
  }

  /// A project that exists on paper only.
  public init(name: String, place: String = "", files: [String: String]) {
    let prefix = place.isEmpty ? "" : "\(place)/"
    let own = files.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    self.init(
      name: name,
      directory: ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, limit in
        files[path].map { Array($0.utf8) }.flatMap { $0.count <= limit ? $0 : nil }
      }, files: own)
  }

  func has(_ path: String) -> Bool { directory.exists(path) }

  /// Bytes; a requirements.txt with hashes can have more than the limit of the checks.
  static let limit = 8 << 20

  func text(_ path: String) -> String? { directory.text(path, limit: Self.limit) }

  /// The first of the files that is there, with its text.
  func first(of paths: [String]) -> Found<String>? {
    for path in paths { if let text = text(path) { return Found(text, in: path) } }
    return nil
  }

  func json(_ path: String) -> JSONValue? { directory.read(path, Self.limit).flatMap(JSONValue.init) }

  /// `nil` if the file is missing or no TOML; the rules of agent.yaml and the language's tool say what is wrong with it.
  func toml(_ path: String) -> TOMLTable? { text(path).flatMap { try? TOMLTable(string: $0) } }
}

extension TOMLTable {
  /// The table at a path of keys.
  func table(_ path: String...) -> TOMLTable? {
    var here: TOMLTable? = self
    for key in path { here = here?[key]?.table }
    return here
  }

  func text(_ key: String) -> String? { self[key]?.string }

  func texts(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }
}

extension JSONValue {
  var text: String? { if case .string(let text) = self { text } else { nil } }

  var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}
