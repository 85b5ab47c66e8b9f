import CGit2
import FileIO
import SystemPackage

/// libgit2 1.5 knows that a repository is shallow, but walks as if it were not, and fails at the first missing parent.
enum ShallowClone {
  /// The commits where the clone ends; empty in a complete one.
  static func boundary(of repository: OpaquePointer) throws(GitFailure) -> [ObjectID] {
    guard let directory = git_repository_commondir(repository) else { return [] }
    let path = FilePath(String(cString: directory)).appending("shallow")
    let contents: [UInt8]
    do throws(FileFailure) {
      guard try FileStatus.of(path) != nil else { return [] }
      contents = try FileContents.read(path, limit: 64 << 20)
    } catch {
      throw GitFailure(error)
    }
    return String(decoding: contents, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap {
      try? ObjectID(parsing: String($0))
    }
  }

  /// Puts commits without their parents before those of the object database, as git's grafts do.
  ///
  /// - Returns: those that have parents: a first commit that is as deep as the clone is listed as its end, but nothing
  ///   is missing below it.
  static func graft(
    _ boundary: [ObjectID], into database: OpaquePointer, of repository: OpaquePointer
  ) throws(GitFailure) -> Set<ObjectID> {
    guard !boundary.isEmpty, let directory = git_repository_commondir(repository) else { return [] }
    // A database of its own: the other one would remember the commits as they are.
    let stored = try LibGit2.handle("open the object database") {
      git_odb_open(&$0, FilePath(String(cString: directory)).appending("objects").string)
    }
    defer { git_odb_free(stored) }
    var memory: UnsafeMutablePointer<git_odb_backend>?
    try LibGit2.call("graft the ends of a shallow clone") { git_mempack_new(&memory) }
    guard let memory else { return [] }
    var ends: Set<ObjectID> = []
    for id in boundary {
      var oid = id.oid
      guard let commit = try contents(&oid, in: stored), let grafted = withoutParents(commit) else { continue }
      ends.insert(id)
      try LibGit2.call("graft commit `\(id.hex)`") {
        memory.pointee.write(memory, &oid, grafted, grafted.count, GIT_OBJECT_COMMIT)
      }
    }
    // Later writes go to the disk.
    memory.pointee.write = nil
    // git's own stores have the priorities 1 and 2.
    try LibGit2.call("graft the ends of a shallow clone") { git_odb_add_backend(database, memory, 100) }
    return ends
  }

  /// - Returns: `nil` if the commit is not here.
  private static func contents(_ oid: inout git_oid, in database: OpaquePointer) throws(GitFailure) -> [UInt8]? {
    var object: OpaquePointer?
    try LibGit2.call("read the end of a shallow clone", accepting: [GIT_ENOTFOUND.rawValue]) {
      git_odb_read(&object, database, &oid)
    }
    guard let object else { return nil }
    defer { git_odb_object_free(object) }
    return Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }

  /// - Returns: `nil` if there are none.
  private static func withoutParents(_ commit: [UInt8]) -> [UInt8]? {
    let lines = commit.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let header = lines.prefix { !$0.isEmpty }
    let kept = header.filter { !$0.starts(with: Array("parent ".utf8)) }
    guard kept.count < header.count else { return nil }
    return Array((kept + lines[header.count...]).joined(separator: [UInt8(ascii: "\n")]))
  }
}
