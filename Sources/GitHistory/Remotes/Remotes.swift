import CGit2

extension GitRepository {
  /// The URL of each remote by its name, without user name, password and query: fit for reports.
  public func remotes() throws(GitFailure) -> [String: String] {
    if let knownRemotes { return knownRemotes }
    var names = git_strarray()
    try LibGit2.call("list the remotes") { git_remote_list(&names, handle) }
    defer { git_strarray_dispose(&names) }
    var urls: [String: String] = [:]
    for place in 0..<names.count {
      guard let name = names.strings[place].map({ String(cString: $0) }) else { continue }
      let remote = try LibGit2.handle("read remote `\(name)`") { git_remote_lookup(&$0, handle, name) }
      defer { git_remote_free(remote) }
      if let url = git_remote_url(remote) { urls[name] = Self.withoutCredentials(String(cString: url)) }
    }
    knownRemotes = urls
    return urls
  }

  /// `https://user:secret@host/path?token=…` and `git@host:path` alike keep host and path only.
  static func withoutCredentials(_ url: String) -> String {
    var scheme = Substring()
    var rest = Substring(url)
    var isRemote = false
    if let mark = url.firstRange(of: "://") {
      scheme = url[..<mark.upperBound]
      rest = url[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
      isRemote = true
    } else {
      // Without a scheme it is a host where a colon comes before the first slash (git-fetch, "Git URLs").
      isRemote = url.prefix { $0 != "/" }.contains(":")
    }
    guard isRemote, let at = rest.prefix(while: { $0 != "/" }).lastIndex(of: "@") else {
      return String(scheme + rest)
    }
    return String(scheme + rest[rest.index(after: at)...])
  }
}
