import Diagnostics
public import FileIO
public import OCIImage
public import SystemPackage

/// The agent's own files, without those that the ignore rules exclude.
public struct SourceTree: Sendable {
  /// The agent's directory; absolute.
  public var directory: FilePath
  /// With paths below the directory.
  public var entries: [LayerEntry]
  /// What its files may be links to.
  public var project: Project

  /// - Parameter project: by default the repository around the directory.
  public init(directory: FilePath, entries: [LayerEntry], project: Project? = nil) {
    self.directory = directory
    self.entries = entries
    self.project = project ?? Project(around: directory)
  }

  /// The files' paths below the directory, sorted by their bytes.
  var files: [String] {
    entries.compactMap { entry in
      if case .file = entry.contents { entry.path } else { nil }
    }
  }

  /// Those, and links to files of the tree: a requirements.txt may be one.
  var filesAndLinks: [String] {
    entries.compactMap { entry in
      switch entry.contents {
      case .file: return entry.path
      case .symbolicLink(let target):
        let status = try? FileStatus.of(directory.pushing(FilePath(entry.path)), followsLinks: true)
        return Self.staysInside(entry.path, target) && status?.kind == .file ? entry.path : nil
      case .directory, .bytes, .hardLink: return nil
      }
    }
  }

  func contains(_ path: String) -> Bool { entries.contains { $0.path == path } }

  /// A small file as text; `nil` if there is none.
  func text(_ path: String, limit: Int = 4 << 20) throws(FileFailure) -> String? {
    guard contains(path) else { return nil }
    let contents = try FileContents.read(directory.pushing(FilePath(path)), limit: limit, in: project)
    return String(decoding: contents, as: UTF8.self)
  }

  /// The digest of one file.
  func digest(of file: String) throws -> Digest {
    try SHA256.digest(ofFile: directory.appending(FilePath(file).components))
  }

  /// A digest of paths, contents, kinds and executable bits: what decides a compiler's output.
  func digest() throws -> String {
    var hash = SHA256()
    for entry in entries {
      var line = "\(entry.path.utf8.count):\(entry.path) \(entry.mode) "
      switch entry.contents {
      case .directory: line += "directory"
      case .file(let path, let size):
        line += "file \(size) \(try SHA256.digest(ofFile: path))"
      case .bytes(let bytes): line += "file \(bytes.count) \(SHA256.digest(of: bytes))"
      case .symbolicLink(let target): line += "link \(target.utf8.count):\(target)"
      case .hardLink(let target): line += "hard link \(target)"
      }
      hash.update(Array("\(line)\n".utf8))
    }
    return "\(hash.finish())"
  }

  /// Whether a link leads to something in the tree, wherever the tree is. After the first name no `..` may follow: where
  /// that leads depends on other links.
  public static func staysInside(_ path: String, _ target: String) -> Bool {
    let steps = target.split(separator: "/")
    let ups = steps.prefix { $0 == ".." }.count
    return !target.hasPrefix("/") && ups < path.split(separator: "/").count && !steps.dropFirst(ups).contains("..")
  }

  /// Where links lead in a copy that would lead out of it.
  public static let nowhere = "/nonexistent/"

  /// Copies the files; links that lead out lead nowhere there: a compiler that sees nothing else cannot depend on anything else.
  func copy(to goal: FilePath) throws {
    try Directory.create(goal)
    for entry in entries {
      let path = goal.pushing(FilePath(entry.path))
      switch entry.contents {
      case .directory: try Directory.create(path)
      case .file(let source, _):
        try Directory.create(path.removingLastComponent())
        try OpenFile.copy(source, to: path, permissions: UInt32(entry.mode))
      case .symbolicLink(let target):
        // In a copy it would mean another file than beside the agent, where the project's configuration was checked.
        try Directory.create(path.removingLastComponent())
        try Directory.link(path, to: Self.staysInside(entry.path, target) ? target : "\(Self.nowhere)\(target)")
      case .bytes, .hardLink:
        // A scan of a directory makes neither.
        continue
      }
    }
  }
}
