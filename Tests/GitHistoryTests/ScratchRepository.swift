import FileIO
import Glibc
import SystemPackage

/// A real repository in a directory of its own, made with the `git` executable and removed with the object.
///
/// Nothing of the user's configuration takes part, and every commit is a minute younger than the one before.
final class ScratchRepository {
  /// Holds the repository and its clones.
  let directory: FilePath
  let path: FilePath
  private var minutes = 0

  /// Seconds since 1970 of the time just before the first commit.
  static let epoch = 1_700_000_000

  init(initialized: Bool = true) throws {
    directory = try Directory.temporary(prefix: "git-history", in: "/tmp")
    path = directory.appending("repo")
    try Directory.create(path)
    guard initialized else { return }
    try git("init", "-q")
    // Read by the other end of `file://`, which does not see the options of the clone command.
    try git("config", "uploadpack.allowFilter", "true")
  }

  deinit { try? Directory.remove(directory) }

  /// - Returns: what git printed, without the last line break.
  @discardableResult
  func git(_ arguments: String..., in place: FilePath? = nil) throws -> String {
    try run(arguments, in: place ?? path)
  }

  @discardableResult
  func git(_ arguments: [String], in place: FilePath) throws -> String { try run(arguments, in: place) }

  @discardableResult
  private func run(_ arguments: [String], in place: FilePath, input: FilePath = "/dev/null") throws -> String {
    let date = "\(Self.epoch + minutes * 60) +0000"
    let environment = [
      "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "HOME=/nonexistent", "LC_ALL=C.UTF-8",
      "GIT_AUTHOR_DATE=\(date)", "GIT_COMMITTER_DATE=\(date)",
    ]
    let options = [
      "user.name=Ada", "user.email=ada@example.com", "init.defaultBranch=main", "commit.gpgSign=false",
      "protocol.file.allow=always", "advice.detachedHead=false",
    ]
    let command =
      ["env"] + environment + ["git", "-C", place.string] + options.flatMap { ["-c", $0] } + arguments
    let line = command.map { word in
      "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    guard let pipe = popen(line.joined(separator: " ") + " <'\(input)' 2>&1", "r") else {
      throw GitError(output: "no pipe")
    }
    var output: [UInt8] = []
    while case let byte = getc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
    let status = pclose(pipe)
    var text = String(decoding: output, as: UTF8.self)
    while text.hasSuffix("\n") { text.removeLast() }
    guard status == 0 else { throw GitError(output: text) }
    return text
  }

  struct GitError: Error { var output: String }

  /// Writes a file whose text differs each time, and commits it.
  /// - Returns: the commit's id.
  @discardableResult
  func commit(_ message: String, file: String = "file", in place: FilePath? = nil) throws -> String {
    minutes += 1
    let root = place ?? path
    try write("\(message) \(minutes)\n", file: file, in: root)
    try git("add", "-A", in: root)
    try git("commit", "-q", "-m", message, in: root)
    return try git("rev-parse", "HEAD", in: root)
  }

  func write(_ text: String, file: String, in place: FilePath? = nil) throws {
    let target = (place ?? path).appending(file)
    try Directory.create(target.removingLastComponent())
    try FileContents.write(Array(text.utf8), to: target)
  }

  /// Makes a branch of many commits at once, stored as single files.
  func grow(by count: Int) throws {
    let commits = (1...count).map { number in
      "commit refs/heads/main\ncommitter Ada <ada@example.com> \(Self.epoch + number * 60) +0000\n"
        + "data 7\nfeat: x\nM 644 inline file\ndata \("\(number)".utf8.count)\n\(number)\n"
    }
    let stream = directory.appending("stream")
    try FileContents.write(Array(commits.joined().utf8), to: stream)
    try git("config", "fastimport.unpackLimit", "1000000")
    try run(["fast-import", "--quiet"], in: path, input: stream)
    try git("reset", "-q", "--hard")
  }

  /// What the commits from now on say of the time.
  func turnClock(hours: Int) { minutes += hours * 60 }

  /// Merges a branch without fast-forwarding.
  /// - Returns: the merge's id.
  @discardableResult
  func merge(_ branch: String) throws -> String {
    minutes += 1
    try git("merge", "-q", "--no-ff", "-X", "ours", "-m", "Merge branch \(branch)", branch)
    return try git("rev-parse", "HEAD")
  }

  /// Clones over `file://`, so that depth and filters take effect.
  func clone(_ options: String...) throws -> FilePath {
    let target = directory.appending("clone\(UInt32.random(in: .min ... .max))")
    try run(["clone", "-q"] + options + ["file://\(path)", target.string], in: path)
    return target
  }
}
