import CGit2
import FileIO
import SystemPackage

/// The references below a directory.
struct References {
  /// Those that lead to a commit, sorted by name.
  var found: [(name: String, commit: String)] = []
  /// Those that cannot be read or whose object cannot, sorted by name.
  var unreadable: [(name: String, failure: GitFailure)] = []
}

extension GitRepository {
  /// References that lead to a commit, and those that cannot be read.
  ///
  /// - Parameter directory: with a slash at its end; the names come without it.
  func references(in directory: String) throws(GitFailure) -> References {
    let iterator = try LibGit2.handle("list `\(directory)`") {
      git_reference_iterator_glob_new(&$0, handle, directory + "*")
    }
    defer { git_reference_iterator_free(iterator) }
    var (references, listed) = (References(), Set<String>())
    while true {
      var next: OpaquePointer?
      let status = try LibGit2.call("list `\(directory)`", accepting: [GIT_ITEROVER.rawValue]) {
        git_reference_next(&next, iterator)
      }
      guard status == 0, let next else { break }
      defer { git_reference_free(next) }
      let name = String(String(cString: git_reference_name(next)).dropFirst(directory.count))
      listed.insert(name)
      do throws(GitFailure) {
        if let commit = try commit(of: next) { references.found.append((name, commit.hex)) }
      } catch {
        references.unreadable.append((name, error))
      }
    }
    for name in try files(below: directory, except: listed) {
      if let failure = brokenFile(of: directory + name) { references.unreadable.append((name, failure)) }
    }
    references.found.sort { $0.name < $1.name }
    references.unreadable.sort { $0.name < $1.name }
    return references
  }

  /// The names of files that may be references. libgit2 leaves those out that are empty or hold something else, as after
  /// a loss of power, without a word.
  private func files(below directory: String, except listed: Set<String>) throws(GitFailure) -> [String] {
    let top = ownDirectory.appending(directory)
    var (files, directories) = ([String](), [""])
    while let place = directories.popLast() {
      do throws(FileFailure) {
        for name in try Directory.names(in: top.appending(place)) where !listed.contains(place + name) {
          switch try FileStatus.of(top.appending(place + name))?.kind {
          case .directory: directories.append(place + name + "/")
          case .file: files.append(place + name)
          default: break
          }
        }
      } catch {
        // git removes directories that have become empty.
        guard error.errno == .noSuchFileOrDirectory else { throw GitFailure(error) }
      }
    }
    return files
  }

  /// - Returns: `nil` if it is none, such as the lock of one, or is gone by now.
  private func brokenFile(of name: String) -> GitFailure? {
    var isValid: Int32 = 0
    guard git_reference_name_is_valid(&isValid, name) == 0, isValid == 1 else { return nil }
    var reference: OpaquePointer?
    defer { git_reference_free(reference) }
    do throws(GitFailure) {
      try LibGit2.call("read `\(name)`", accepting: [GIT_ENOTFOUND.rawValue]) {
        git_reference_lookup(&reference, handle, name)
      }
      return nil
    } catch {
      return error
    }
  }

  /// - Returns: `nil` if a reference leads to no commit, as `refs/remotes/origin/HEAD` of a branch that was removed.
  func commit(of reference: OpaquePointer) throws(GitFailure) -> ObjectID? {
    var resolved: OpaquePointer?
    let name = git_reference_name(reference).map { String(cString: $0) } ?? ""
    try LibGit2.call("read `\(name)`", accepting: [GIT_ENOTFOUND.rawValue]) {
      git_reference_resolve(&resolved, reference)
    }
    defer { git_reference_free(resolved) }
    // Without the commit of a tag the next version would be wrong: one that is missing is an error.
    return try git_reference_target(resolved).map { id throws(GitFailure) in ObjectID(id.pointee) }
      .flatMap { id throws(GitFailure) in try commit(peeling: id) }
  }
}
