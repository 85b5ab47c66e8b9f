import SystemPackage

/// A symbolic link as git stores it: a blob that contains the target path.
enum SymbolicLink {
  /// Finds the entry at a path of the index or of a commit.
  typealias Lookup = (_ path: String) throws(GitFailure) -> TreeEntry?

  static func isOne(mode: UInt32) -> Bool { mode & 0o170000 == 0o120000 }

  /// The contents of the file that a link leads to; `nil` if it leads out of the repository, or nowhere.
  static func file(
    _ path: String, _ link: ObjectID, in repository: GitRepository, _ lookup: Lookup
  ) throws(GitFailure) -> ObjectID? {
    var (path, link) = (path, link)
    // Linux's limit; two links may lead to each other.
    for _ in 0..<40 {
      let text = try repository.withBlob(link) { $0.count <= 4096 ? String(decoding: $0, as: UTF8.self) : nil } ?? nil
      guard let text else { return nil }
      let target = FilePath(path).removingLastComponent().pushing(FilePath(text)).lexicallyNormalized()
      guard !target.isAbsolute, target.components.first?.kind == .regular, let entry = try lookup(target.string) else {
        return nil
      }
      if GitRepository.isRegularFile(mode: entry.mode) { return entry.id }
      guard isOne(mode: entry.mode) else { return nil }
      (path, link) = (target.string, entry.id)
    }
    return nil
  }
}
