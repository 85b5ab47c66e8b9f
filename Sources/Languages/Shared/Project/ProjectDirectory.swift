/// The agent's directory, as far as languages look into it without building. All paths are relative to it.
public struct ProjectDirectory: Sendable {
  /// Where it is in the repository: `agents/chat`; empty at the root, or without a repository.
  public var place: String
  /// Whether a file or a directory is there.
  public var exists: @Sendable (_ path: String) -> Bool
  /// The contents of a file; `nil` if it is missing, or has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
  /// The names in a directory, sorted; none if it is missing. The empty path is this directory.
  public var names: @Sendable (_ path: String) -> [String]

  /// - Parameters:
  ///   - exists, read, names: are asked for paths with `../`, too, but never beyond the repository.
  public init(
    place: String = "",
    exists: @escaping @Sendable (_ path: String) -> Bool,
    read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?,
    names: @escaping @Sendable (_ path: String) -> [String]
  ) {
    self.place = place
    self.exists = exists
    self.read = read
    self.names = names
  }

  /// Bytes; larger project files are left to the tools.
  public static let limit = 1 << 20

  /// The text of a file; `nil` if it is missing.
  public func text(_ path: String, limit: Int = Self.limit) -> String? {
    read(path, limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The directory above; `nil` at the repository's root.
  public var parent: ProjectDirectory? { self[".."] }

  /// Another directory of the repository.
  /// - Parameter path: relative to this one.
  /// - Returns: `nil` if the path leads out of the repository.
  public subscript(path: String) -> ProjectDirectory? {
    guard let other = Self.path(path, from: place) else { return nil }
    @Sendable func whole(_ name: String) -> String { name.isEmpty ? path : "\(path)/\(name)" }
    return ProjectDirectory(
      place: other,
      exists: { [exists] in exists(whole($0)) }, read: { [read] in read(whole($0), $1) },
      names: { [names] in names(whole($0)) })
  }

  /// A path as seen from the repository's root.
  /// - Returns: `nil` if it leads out of it.
  static func path(_ path: String, from place: String) -> String? {
    if path.hasPrefix("/") { return nil }
    var parts = place.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }
}

extension ProjectDirectory {
  /// A directory of listed files.
  /// - Parameters:
  ///   - files: of the whole repository.
  ///   - read: is asked for these, as seen from the repository's root.
  public init(
    place: String = "", files: FileList, read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
  ) {
    self.init(
      place: place,
      exists: { path in
        guard let path = Self.path(path, from: place) else { return false }
        return path.isEmpty || files.contains(path) || !files.below(path).isEmpty
      },
      read: { path, limit in
        Self.path(path, from: place).flatMap { files.contains($0) ? read($0, limit) : nil }
      },
      names: { path in
        guard let path = Self.path(path, from: place) else { return [] }
        return Set(files.below(path).map { String($0.prefix { $0 != "/" }) }).sorted()
      })
  }
}
