public import FileIO
public import SystemPackage

/// The files below a directory, found without following links and within bounds: a repository may hold anything.
public struct ProjectListing: Sendable {
  /// Regular files, as paths below the directory.
  public private(set) var files: [String] = []
  /// Symbolic links, the same way.
  public private(set) var links: [String] = []
  public private(set) var isCut = false

  static let maximumFiles = 20_000
  static let maximumDepth = 12

  /// - Parameter skips: names of directories that are not entered.
  /// - Throws: if the directory itself cannot be read; those below are left out.
  public init(
    of directory: FilePath, skipping skips: (_ name: String) -> Bool = SkippedDirectories.contains
  ) throws(FileFailure) {
    try add(directory, "", try Directory.names(in: directory), depth: 0, skips)
  }

  private mutating func add(
    _ directory: FilePath, _ prefix: String, _ names: [String], depth: Int, _ skips: (String) -> Bool
  ) throws(FileFailure) {
    var deeper: [String] = []
    for name in names {
      guard files.count < Self.maximumFiles else {
        isCut = true
        return
      }
      guard let status = try? FileStatus.of(directory.appending(name)) else { continue }
      switch status.kind {
      case .file: files.append(prefix + name)
      case .symbolicLink: links.append(prefix + name)
      case .directory where !skips(name): deeper.append(name)
      default: continue
      }
    }
    for name in deeper {
      guard depth < Self.maximumDepth else {
        isCut = true
        return
      }
      let path = directory.appending(name)
      guard let names = try? Directory.names(in: path) else { continue }
      try add(path, "\(prefix)\(name)/", names, depth: depth + 1, skips)
    }
  }
}
