import CGit2

/// A sparse index names some directories instead of the files in them, which are not in the work tree.
struct SparseIndex {
  private let repository: GitRepository

  /// More files are no repository, but a tree that contains itself many times over.
  private static let limit = 10_000_000

  init(in repository: GitRepository) { self.repository = repository }

  /// Names the files instead.
  func expanding(_ entries: [IndexFile.Entry]) throws(GitFailure) -> [IndexFile.Entry] {
    var files: [IndexFile.Entry] = []
    for entry in entries {
      if entry.fields.mode == GIT_FILEMODE_TREE.rawValue, entry.path.last == UInt8(ascii: "/") {
        try add(entry.path, ObjectID(entry.fields.id), to: &files)
      } else {
        files.append(entry)
      }
    }
    return files
  }

  private func add(_ path: [UInt8], _ tree: ObjectID, to files: inout [IndexFile.Entry]) throws(GitFailure) {
    let name = String(decoding: path.dropLast(), as: UTF8.self)
    guard let contents = try repository.tree(tree) else {
      throw GitFailure(
        .incompleteClone, "the index leaves out what `\(name)` contains, and it is not in this clone",
        hints: ["run `git sparse-checkout reapply --no-sparse-index`, or clone with `--filter=blob:none`"])
    }
    for (name, entry) in try contents.rawEntries() {
      if entry.isDirectory {
        try add(path + name + [UInt8(ascii: "/")], entry.id, to: &files)
      } else {
        var fields = git_index_entry()
        (fields.mode, fields.id) = (entry.mode, entry.id.oid)
        fields.flags = UInt16(GIT_INDEX_ENTRY_EXTENDED.rawValue)
        fields.flags_extended = UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
        files.append(IndexFile.Entry(fields: fields, path: path + name))
      }
      guard files.count <= Self.limit else {
        throw GitFailure(.unsupported, "the index names more than \(Self.limit) files")
      }
    }
  }
}
