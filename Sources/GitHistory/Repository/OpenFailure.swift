import CGit2
import FileIO
import Glibc
import SystemPackage

extension GitFailure {
  /// Why a repository did not open: libgit2 reports it by a status and an English text together.
  func explainingOpen(of path: FilePath) -> GitFailure {
    guard let cause else { return self }
    // libgit2 1.5 without any `safe.directory` reports "not found", as it does if there is no repository.
    if cause.status == GIT_EOWNER.rawValue || cause.message.contains("safe.directory") {
      return GitFailure(
        .foreignOwner, "the git repository of `\(path)` belongs to another user",
        hints: [
          "run as its owner, or allow this directory:"
            + " `git config --global --add safe.directory \(Self.root(of: path))`"
        ],
        cause: cause)
    }
    if cause.status == GIT_ENOTFOUND.rawValue, let root = Project.repository(around: path) {
      return GitFailure(
        .noRepository, "`\(root.appending(".git"))` is not a git repository that can be read",
        hints: [
          "`git -C \(root) status` says what is wrong: a submodule that is not set up needs `git submodule update --init`,"
            + " and a linked work tree needs the repository that it belongs to"
        ], cause: cause)
    }
    if cause.status == GIT_ENOTFOUND.rawValue {
      return GitFailure(
        .noRepository, "`\(path)` is not in a git repository",
        hints: ["run in a git clone; a downloaded archive or a copy without `.git` has no history"], cause: cause)
    }
    if cause.message.hasPrefix("unsupported") {
      return GitFailure(
        .unsupported, "the git repository of `\(path)` has an unsupported format: \(cause.message)",
        hints: ["use a repository with SHA-1 object ids and without this extension"], cause: cause)
    }
    return self
  }

  /// The directory that holds `.git`, as far as can be seen from outside.
  static func root(of path: FilePath) -> FilePath {
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else { return path }
    defer { free(resolved) }
    let start = FilePath(platformString: resolved)
    var place = start
    while !place.isEmpty {
      if (try? FileStatus.of(place.appending(".git"))) ?? nil != nil { return place }
      guard place.removeLastComponent() else { break }
    }
    return start
  }
}
