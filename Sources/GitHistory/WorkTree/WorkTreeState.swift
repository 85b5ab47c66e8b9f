import CGit2
import Glibc
public import SystemPackage

extension GitRepository {
  /// Whether something below the paths differs from HEAD: changed, added, removed, or untracked and not ignored.
  ///
  /// - Parameters:
  ///   - paths: relative to the work tree; none, empty or `.` is all of it.
  ///   - excludedDirectories: names of directories at any depth whose contents do not count, such as the work directory.
  public func isDirty(under paths: [FilePath] = [], excludedDirectories: Set<String> = []) throws(GitFailure) -> Bool {
    try !search(paths, excludedDirectories, limit: 1).isEmpty
  }

  /// The files below the paths that differ from HEAD, by their paths relative to the work tree, in git's order.
  ///
  /// From the second call on, it scans the whole work tree once and answers from that.
  ///
  /// - Parameters: as above.
  public func changedFiles(under paths: [FilePath], excludedDirectories: Set<String>) throws(GitFailure) -> [String] {
    if asksForChanges { try rememberChanges() }
    asksForChanges = true
    guard let knownChanges else { return try search(paths, excludedDirectories, limit: Self.changeLimit) }
    let directories = Self.names(of: paths)
    return knownChanges.filter { path in
      DirtySearch.counts(path, excludedDirectories)
        && (directories.isEmpty || directories.contains { path == $0 || path.hasPrefix($0 + "/") })
    }
  }

  /// Scans the whole work tree once, for many later calls.
  public func rememberChanges() throws(GitFailure) {
    guard knownChanges == nil else { return }
    let all = try search([], [], limit: Self.changeLimit)
    if all.count < Self.changeLimit { knownChanges = all }
  }

  /// With more changes than this, agents are not told apart.
  private static let changeLimit = 10_000

  /// None is the whole work tree.
  private static func names(of paths: [FilePath]) -> [String] {
    let normal = paths.map { $0.lexicallyNormalized().string }
    return normal.contains { $0.isEmpty || $0 == "." } ? [] : normal
  }

  private func search(
    _ paths: [FilePath], _ excludedDirectories: Set<String>, limit: Int
  ) throws(GitFailure) -> [String] {
    _ = try requireWorkTree()
    let index = try openIndex()
    defer { git_index_free(index) }
    let search = DirtySearch(excludedDirectories: excludedDirectories, index: index, limit: limit)
    let copies: [UnsafeMutablePointer<CChar>?] = Self.names(of: paths).map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var pointers = copies
    return try pointers.withUnsafeMutableBufferPointer { buffer throws(GitFailure) in
      var options = git_status_options()
      try LibGit2.call("compare the work tree") {
        git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
      }
      options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
      options.flags =
        GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
        | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH.rawValue
      options.pathspec = git_strarray(strings: buffer.baseAddress, count: buffer.count)
      try withExtendedLifetime(search) { () throws(GitFailure) in
        let payload = Unmanaged.passUnretained(search).toOpaque()
        _ = try LibGit2.call("compare the work tree", accepting: [DirtySearch.found]) {
          git_status_foreach_ext(handle, &options, DirtySearch.examine, payload)
        }
      }
      return search.paths
    }
  }
}

/// Looks for the first paths that count; libgit2 calls it for each path that differs from HEAD.
private final class DirtySearch {
  /// Ends the search.
  static let found = GIT_EUSER.rawValue

  private let excludedDirectories: Set<String>
  private let index: OpaquePointer?
  private let limit: Int
  private(set) var paths: [String] = []

  init(excludedDirectories: Set<String>, index: OpaquePointer?, limit: Int) {
    self.limit = limit
    self.excludedDirectories = excludedDirectories
    self.index = index
  }

  static let examine: git_status_cb = { path, status, payload in
    guard let path, let payload else { return 0 }
    let search = Unmanaged<DirtySearch>.fromOpaque(payload).takeUnretainedValue()
    guard search.counts(path, status) else { return 0 }
    search.paths.append(String(cString: path))
    return search.paths.count < search.limit ? 0 : found
  }

  private func counts(_ path: UnsafePointer<CChar>, _ status: UInt32) -> Bool {
    if status == GIT_STATUS_CURRENT.rawValue || status & GIT_STATUS_IGNORED.rawValue != 0 { return false }
    if status == GIT_STATUS_WT_DELETED.rawValue, isLeftOut(path) { return false }
    return Self.counts(String(cString: path), excludedDirectories)
  }

  static func counts(_ path: String, _ excludedDirectories: Set<String>) -> Bool {
    !path.split(separator: "/").dropLast().contains { excludedDirectories.contains(String($0)) }
  }

  /// A sparse checkout leaves tracked files out on purpose; libgit2 1.5 reports them as deleted.
  private func isLeftOut(_ path: UnsafePointer<CChar>) -> Bool {
    guard let entry = git_index_get_bypath(index, path, 0) else { return false }
    return entry.pointee.flags_extended & UInt16(GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue) != 0
  }
}
