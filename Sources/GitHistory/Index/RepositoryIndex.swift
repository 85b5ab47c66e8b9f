import CGit2
import Glibc
import SystemPackage

extension GitRepository {
  /// The index: the caller frees it.
  ///
  /// - Parameter path: another index than the repository's own.
  func openIndex(_ path: FilePath? = nil) throws(GitFailure) -> OpaquePointer {
    if let path {
      return try openOrRead(path, IndexStamp(path)) { () throws(GitFailure) in
        try LibGit2.handle("read the index") { git_index_open(&$0, path.string) }
      }
    }
    let (own, stamp) = (indexPath, IndexStamp(indexPath))
    if let readIndex, readIndex != stamp {
      // What was read here is not renewed by libgit2.
      self.readIndex = nil
      try LibGit2.call("read the index") { git_repository_set_index(handle, nil) }
    }
    if readIndex != nil { return try LibGit2.handle("read the index") { git_repository_index(&$0, handle) } }
    return try openOrRead(own, stamp, isOwn: true) { () throws(GitFailure) in
      let index = try LibGit2.handle("read the index") { git_repository_index(&$0, handle) }
      do throws(GitFailure) {
        try LibGit2.call("read the index") { git_index_read(index, 0) }
      } catch {
        git_index_free(index)
        throw error
      }
      return index
    }
  }

  private var indexPath: FilePath { gitDirectory.appending("index") }

  /// Of this work tree.
  private var gitDirectory: FilePath { FilePath(git_repository_path(handle).map { String(cString: $0) } ?? ".git") }

  /// - Parameter isOwn: whether it becomes the index with which libgit2 compares the work tree.
  private func openOrRead(
    _ path: FilePath, _ stamp: IndexStamp?, isOwn: Bool = false, _ open: () throws(GitFailure) -> OpaquePointer
  ) throws(GitFailure) -> OpaquePointer {
    let failure: GitFailure
    do throws(GitFailure) {
      return try open()
    } catch {
      failure = error
    }
    guard let stamp, let file = try IndexFile.read(path), file.link != nil || file.isSparse || file.checksum.isZero
    else { throw failure }
    let index = try memoryIndex(complete(file, at: path), stamp)
    if isOwn {
      do throws(GitFailure) {
        try LibGit2.call("read the index") { git_repository_set_index(handle, index) }
        let capabilities = GIT_INDEX_CAPABILITY_FROM_OWNER.rawValue
        try LibGit2.call("read the index") { git_index_set_caps(index, capabilities) }
      } catch {
        git_index_free(index)
        throw error
      }
      readIndex = stamp
    }
    return index
  }

  /// All files of an index.
  private func complete(_ file: IndexFile, at path: FilePath) throws(GitFailure) -> [IndexFile.Entry] {
    var entries = file.entries
    if let link = file.link, let id = link.shared {
      let sharedPath = gitDirectory.appending("sharedindex.\(id.hex)")
      guard let shared = try IndexFile.read(sharedPath) else {
        throw GitFailure(
          .other, "the index continues in `\(sharedPath)`, which does not exist",
          hints: ["restore the index with `rm \(path)` and `git reset`, or clone again"])
      }
      guard shared.checksum == id, shared.link == nil, let merged = link.apply(entries, to: shared.entries) else {
        throw .damagedIndex(sharedPath)
      }
      entries = merged
    }
    // git does not split a sparse index.
    return file.isSparse ? try SparseIndex(in: self).expanding(entries) : entries
  }

  private func memoryIndex(_ entries: [IndexFile.Entry], _ stamp: IndexStamp) throws(GitFailure) -> OpaquePointer {
    let index = try LibGit2.handle("read the index") { git_index_new(&$0) }
    do throws(GitFailure) {
      for entry in entries {
        var fields = entry.fields
        // A file of the moment when the index was written may have changed since without a new time: libgit2 then has to
        // read it, as git does ("racy git").
        if Int(fields.mtime.seconds) >= stamp.seconds { fields.mtime = git_index_time() }
        var path = entry.path.map { CChar(bitPattern: $0) } + [0]
        let name = String(decoding: entry.path, as: UTF8.self)
        _ = try path.withUnsafeMutableBufferPointer { path throws(GitFailure) in
          fields.path = UnsafePointer(path.baseAddress)
          return try LibGit2.call("read `\(name)` of the index") { git_index_add(index, &fields) }
        }
      }
    } catch {
      git_index_free(index)
      throw error
    }
    return index
  }
}

/// Tells one state of an index from the next.
struct IndexStamp: Hashable {
  /// Of its last change.
  let seconds: Int
  private let nanoseconds: Int
  private let inode: UInt64
  private let size: Int

  /// - Returns: `nil` if there is no such file.
  init?(_ path: FilePath) {
    var status = stat()
    guard path.withPlatformString({ stat($0, &status) }) == 0 else { return nil }
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    (inode, size) = (UInt64(status.st_ino), Int(status.st_size))
  }
}
