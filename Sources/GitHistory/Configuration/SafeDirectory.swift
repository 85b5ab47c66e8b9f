import CGit2
import FileIO
import SystemPackage

/// Whether the user allows a repository of another owner (git-config, `safe.directory`).
///
/// libgit2 1.5 knows neither `*` nor variables. As for git, only the configuration of the user, of the system and of
/// variables counts: the repository's own is what is in question.
enum SafeDirectory {
  /// - Parameter root: of the work tree, or of a bare repository; absolute, without links.
  static func allows(_ root: FilePath, _ variables: ConfigurationVariables) throws(GitFailure) -> Bool {
    let configuration = try LibGit2.handle("read the user's configuration of git") { git_config_open_default(&$0) }
    defer { git_config_free(configuration) }
    try variables.apply(to: configuration, of: nil)
    return allows(root, try values(configuration).map(expanded))
  }

  /// - Parameter values: from the least to the most important configuration.
  static func allows(_ root: FilePath, _ values: [String]) -> Bool {
    var isAllowed = false
    for value in values {
      if value.isEmpty {
        // What came before does not count.
        isAllowed = false
      } else if value == "*" {
        isAllowed = true
      } else if value.hasSuffix("/*") {
        let parent = FilePath(String(value.dropLast(2)))
        if parent.isAbsolute, root != parent, root.starts(with: FileStatus.realPath(of: parent) ?? parent) {
          isAllowed = true
        }
      } else if FilePath(value).isAbsolute, FileStatus.realPath(of: FilePath(value)) == root {
        isAllowed = true
      }
    }
    return isAllowed
  }

  private static func values(_ configuration: OpaquePointer) throws(GitFailure) -> [String] {
    let iterator = try LibGit2.handle("read `safe.directory`") {
      git_config_multivar_iterator_new(&$0, configuration, "safe.directory", nil)
    }
    defer { git_config_iterator_free(iterator) }
    var values: [String] = []
    while true {
      var entry: UnsafeMutablePointer<git_config_entry>?
      let status = try LibGit2.call("read `safe.directory`", accepting: [GIT_ITEROVER.rawValue]) {
        git_config_next(&entry, iterator)
      }
      guard status == 0, let entry else { return values }
      // A name without a value is empty too.
      values.append(entry.pointee.value.map { String(cString: $0) } ?? "")
    }
  }

  /// With the home directory for `~`.
  private static func expanded(_ value: String) -> String {
    var path = git_buf()
    defer { git_buf_dispose(&path) }
    guard git_config_parse_path(&path, value) == 0, let text = path.ptr else { return value }
    return String(cString: text)
  }
}
