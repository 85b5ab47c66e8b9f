import Diagnostics
import FileIO
public import SystemPackage

/// A file that init writes where none is.
public struct NewFile: Sendable, Equatable {
  /// Relative to the directory that it is written to.
  public var path: String
  public var text: String
  public var isExecutable: Bool

  public init(_ path: String, _ text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
  }
}

/// New files and where they go: all of them, or none.
public struct NewFiles: Sendable {
  /// Files by the directory, absolute, that their paths begin in.
  public private(set) var all: [(root: FilePath, file: NewFile)] = []

  public init() {}

  public mutating func add(_ file: NewFile, below root: FilePath) { all.append((root, file)) }

  /// - Throws: if one of them exists, or a directory on the way is a link, which could lead anywhere.
  public func check() throws {
    for (root, file) in all {
      var place = root
      for component in FilePath(file.path).components.dropLast() {
        place.append(component)
        guard let status = try FileStatus.of(place) else { break }
        guard status.kind == .directory else {
          throw Failure(
            .usage, "file-exists", "`\(place)` is not a directory, so `\(file.path)` cannot be written",
            hints: ["move it away, or write the file by hand"])
        }
      }
      if try FileStatus.of(root.pushing(FilePath(file.path))) != nil {
        throw Failure(
          .usage, "file-exists", "`\(file.path)` exists, and no file is overwritten",
          hints: ["move it away, or use another directory"])
      }
    }
  }

  /// Writes them; after a failure, those that were written are removed again.
  public func write() throws {
    try check()
    var written: [FilePath] = []
    do {
      for (root, file) in all {
        let path = root.pushing(FilePath(file.path))
        try Directory.create(root)
        try Directory.claim(path.removingLastComponent(), below: [root])
        let more: FilePermissions = file.isExecutable ? [.ownerExecute, .groupExecute, .otherExecute] : []
        try FileContents.write(
          Array(file.text.utf8), to: path,
          permissions: [.ownerReadWrite, .groupRead, .otherRead, more])
        written.append(path)
      }
    } catch {
      for path in written { try? Directory.remove(path) }
      throw error
    }
  }
}
