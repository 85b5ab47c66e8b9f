import TextFormats

/// One package that a lock file names for the image's Python.
struct LockedPackage: Sendable, Hashable {
  enum Source: Sendable, Hashable {
    /// An index, by name and version.
    case index
    /// An archive or a wheel.
    case url(String)
    /// A commit, and the directory in it.
    case git(url: String, commit: String, directory: String?)
    /// A directory of the workspace, seen from the lock file's.
    case directory(String)
    /// A file of the workspace, seen from the lock file's directory.
    case file(String)
  }

  var name: String
  /// `nil` where the source decides.
  var version: String?
  var source = Source.index
  /// As pip writes them: `sha256:…`; empty if the lock has none.
  var hashes: [String] = []

  var identity: String { PythonRequirement.identity(name) }

  /// A line of a requirements file (pip.pypa.io, "Requirements File Format").
  var requirement: String {
    let what =
      switch source {
      case .index: "\(name)==\(version ?? "")"
      case .url(let url): "\(name) @ \(url)"
      case .git(let url, let commit, let directory):
        "\(name) @ git+\(url)@\(commit)" + (directory.map { "#subdirectory=\($0)" } ?? "")
      case .directory(let path), .file(let path): path.hasPrefix(".") ? path : "./\(path)"
      }
    return ([what] + hashes.sorted().map { "--hash=\($0)" }).joined(separator: " ")
  }

  /// Whether pip can compare what it downloads with the lock.
  var isHashed: Bool {
    switch source {
    case .index, .url, .file: !hashes.isEmpty
    case .git, .directory: false
    }
  }
}

extension LockedPackage {
  /// Whether it is the whole name of a commit: nothing else stays the same.
  static func isCommit(_ text: some StringProtocol) -> Bool {
    [40, 64].contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
  }

  /// Refuses what would be more than a requirement in a requirements file: a lock file may come from a stranger.
  func check(in file: String) throws(LockProblem) {
    if case .git(let url, _, _) = source, !url.hasPrefix("https://"), !url.hasPrefix("http://") {
      throw LockProblem(
        message: "`\(name)` of `\(file)` comes from git as `\(url)`: a build has no key for it, and no files beside it",
        hint: "lock it with an `https://` address, or a release of it")
    }
    func isPlain(_ text: String) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7F }
    }
    let isValid =
      switch source {
      case .index: version.map { PythonVersion($0) != nil } ?? false
      case .url(let url): isPlain(url) && (url.hasPrefix("https://") || url.hasPrefix("http://"))
      case .git(let url, let commit, let directory):
        isPlain(url) && url.contains("://") && Self.isCommit(commit) && (directory.map(isPlain) ?? true)
      case .directory(let path), .file(let path): isPlain(path) && !path.hasPrefix("/") && !path.contains("://")
      }
    if case .git(_, let commit, _) = source, !Self.isCommit(commit) {
      throw LockProblem(
        message: "`\(file)` names no commit for `\(name)`: the next build could install another one",
        hint: "make the lock file again")
    }
    let hasName = (try? PythonRequirement.parse(name))?.name == name
    guard isValid, hasName, hashes.allSatisfy({ ASCII.isWord($0, and: ":") }) else {
      throw LockProblem(
        message: "`\(file)` has an entry for `\(name)` that cannot be installed: \(requirement.debugDescription)",
        hint: "make the lock file again")
    }
  }
}
