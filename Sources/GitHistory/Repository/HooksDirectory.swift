import CGit2
public import SystemPackage

extension GitRepository {
  /// Where git looks for hooks: `core.hooksPath`, else `hooks` in the repository's directory.
  public func hooksDirectory() throws(GitFailure) -> FilePath {
    // A relative path starts where hooks run: at the top of the work tree, in a bare repository in its own directory.
    let start = workTree ?? ownDirectory
    guard let configured = try configuredPath("core.hooksPath") else { return ownDirectory.appending("hooks") }
    // git then looks for `/pre-commit`.
    if configured.isEmpty { return "/" }
    return start.pushing(configured).lexicallyNormalized()
  }

  /// Whether a path lies in the repository: in its work tree, or in the directory where git keeps it.
  public func contains(_ path: FilePath) -> Bool {
    roots.contains { path.starts(with: $0) }
  }

  /// The work tree, and the directory where git keeps the repository.
  public var roots: [FilePath] { [workTree, ownDirectory].compactMap { $0?.lexicallyNormalized() } }

  /// Shared by all work trees.
  var ownDirectory: FilePath {
    git_repository_commondir(handle).map { FilePath(String(cString: $0)) } ?? ".git"
  }

  /// `~` at its start is expanded.
  private func configuredPath(_ name: String) throws(GitFailure) -> FilePath? {
    let configuration = try LibGit2.handle("read the configuration") { git_repository_config_snapshot(&$0, handle) }
    defer { git_config_free(configuration) }
    var value = git_buf()
    defer { git_buf_dispose(&value) }
    let status = try LibGit2.call("read `\(name)`", accepting: [GIT_ENOTFOUND.rawValue]) {
      git_config_get_path(&value, configuration, name)
    }
    return status == 0 ? value.ptr.map { FilePath(String(cString: $0)) } : nil
  }
}
