import CGit2

/// A regular file as git keeps it, in the index or in a commit; never as it lies in the work tree.
public struct GitFile: Sendable, Hashable {
  /// Relative to the top of the work tree.
  public var path: String
  let blob: ObjectID

  /// The name without its folders.
  public var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }

  /// Relative to the top of the work tree; empty for the top itself.
  public var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
}

extension GitRepository {
  /// - Parameter limit: bytes; a larger file is an error instead of filling the memory.
  public func contents(of file: GitFile, limit: Int) throws(GitFailure) -> [UInt8] {
    guard let size = try store.blobSize(file.blob) else {
      throw GitFailure(
        .incompleteClone, "the contents of `\(file.path)` are not in this clone",
        hints: ["fetch them with `git fetch --refetch`, or clone without a filter"])
    }
    guard size <= limit, let contents = try store.blob(file.blob) else {
      throw GitFailure(.unsupported, "`\(file.path)` has \(size) bytes, more than the \(limit) that are read")
    }
    return contents
  }
}
