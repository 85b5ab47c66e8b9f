import CGit2

/// A sparse index names some directories instead of the files in them, which are not in the work tree.
struct SparseIndex {
  private let repository: GitRepository

  /// More names are no repository, but a tree that contains itself many times over.
  private static let limit = 10_000_000

  init(in repository: GitRepository) { self.repository = repository }

  /// Names the files instead, in no order.
  func expanding(_ entries: [IndexFile.Entry]) throws(GitFailure) -> [IndexFile.Entry] {
    var (files, directories) = ([IndexFile.Entry](), [(path: [UInt8], tree: ObjectID)]())
    for entry in entries {
      if entry.fields.mode == GIT_FILEMODE_TREE.rawValue, entry.path.last == UInt8(ascii: "/") {
        directories.append((entry.path, ObjectID(entry.fields.id)))
      } else {
        files.append(entry)
      }
    }
    var count = 0
    while let directory = directories.popLast() {
      for (name, entry) in try contents(of: directory.tree, at: directory.path) {
        let path = directory.path + name
        if entry.isDirectory {
          directories.append((path + [UInt8(ascii: "/")], entry.id))
        } else {
          files.append(Self.leftOut(path, entry))
        }
        count += 1
        guard count <= Self.limit else {
          throw GitFailure(.unsupported, "the index names more than \(Self.limit) files")
        }
      }
    }
    return files
  }

  private func contents(
    of tree: ObjectID, at path: [UInt8]
  ) throws(GitFailure) -> [(name: [UInt8], entry: TreeEntry)] {
    guard let tree = try repository.tree(tree) else {
      let name = String(decoding: path.dropLast(), as: UTF8.self)
      throw GitFailure(
        .incompleteClone, "the index leaves out what `\(name)` contains, and it is not in this clone",
        hints: ["run `git sparse-checkout reapply --no-sparse-index`, or clone with `--filter=blob:none`"])
    }
    return try tree.rawEntries()
  }

  /// A file that is not in the work tree.
  private static func leftOut(_ path: [UInt8], _ entry: TreeEntry) -> IndexFile.Entry {
    var fields = git_index_entry()
    (fields.mode, fields.id) = (entry.mode, entry.id.oid)
    fields.flags = UInt16(GIT_INDEX_ENTRY_EXTENDED.rawValue)
    fields.flags_extended = UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue)
    return IndexFile.Entry(fields: fields, path: path)
  }
}
