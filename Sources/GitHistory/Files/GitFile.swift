import CGit2

/// A regular file as git stores it, in the index or in a commit; never as it is in the work tree.
public struct GitFile: Sendable, Hashable {
  /// Relative to the top of the work tree.
  public var path: String
  let blob: ObjectID

  /// The name without its directories.
  public var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }

  /// Relative to the top of the work tree; empty for the top itself.
  public var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
}

extension GitRepository {
  /// - Parameter limit: bytes; a larger file is an error, so that it does not fill the memory.
  public func contents(of file: GitFile, limit: Int) throws(GitFailure) -> [UInt8] {
    let found = try withBlob(file.blob) { (size: $0.count, contents: $0.count <= limit ? Array($0) : nil) }
    guard let found else {
      throw GitFailure(
        .incompleteClone, "the contents of `\(file.path)` are not in this clone",
        hints: ["fetch them with `git fetch --refetch`, or clone without a filter"])
    }
    guard let contents = found.contents else {
      throw GitFailure(.unsupported, "`\(file.path)` has \(found.size) bytes, more than the limit of \(limit)")
    }
    return contents
  }
}
