import Diagnostics
import FileIO
import GitHistory
import SystemPackage

/// The directory where git looks for hooks. Another hook is kept, and ours calls it.
struct HookDirectory {
  private let directory: FilePath
  private let roots: [FilePath]
  private static let sizeLimit = 1 << 20

  /// - Throws: if the directory is shared with other repositories.
  init(of repository: GitRepository) throws {
    directory = try repository.hooksDirectory()
    roots = repository.roots
    guard repository.contains(directory) else {
      throw Failure(
        .usage, "shared-hooks-directory", "`core.hooksPath` is `\(directory)`, which other repositories use, too",
        hints: [
          "add `agent-pipeline hook pre-commit || exit` to the hook `pre-commit` there,"
            + " and `agent-pipeline hook pre-push \"$@\" || exit` to `pre-push`",
          "or give this repository its own hooks: `git config core.hooksPath .git/hooks`",
        ])
    }
  }

  /// - Returns: what was done, as a line for people.
  func install(_ hook: HookScript) throws -> String {
    let path = directory.appending(hook.name)
    let previous = directory.appending(hook.name + HookScript.previousSuffix)
    let contents = Array(hook.text.utf8)
    try Directory.claim(directory, below: roots)
    var isKept = try FileStatus.of(previous) != nil
    if try FileStatus.of(path) != nil, try !isOurs(path) {
      guard !isKept else {
        throw Failure(
          .usage, "hook-exists", "`\(path)` is another hook, and `\(previous)` exists as well",
          hints: ["remove one of them", "or add this line to the first: `\(hook.line)`"])
      }
      try Directory.move(path, to: previous)
      isKept = true
    } else if (try? FileContents.read(path, limit: Self.sizeLimit)) == contents {
      return "\(hook.name): already installed in \(path)"
    }
    do {
      try FileContents.write(
        contents, to: path,
        permissions: [.ownerReadWriteExecute, .groupRead, .groupExecute, .otherRead, .otherExecute])
    } catch {
      // If ours cannot be written, the previous hook must run again.
      if try FileStatus.of(path) == nil, isKept { try Directory.move(previous, to: path) }
      throw error
    }
    return "\(hook.name): installed in \(path)" + (isKept ? "; \(previous) runs before it" : "")
  }

  /// - Returns: what was done, as a line for people.
  func uninstall(_ name: String) throws -> String {
    let path = directory.appending(name)
    let previous = directory.appending(name + HookScript.previousSuffix)
    guard try FileStatus.of(path) != nil, try isOurs(path) else { return "\(name): not installed in \(directory)" }
    if try FileStatus.of(previous) != nil {
      try Directory.move(previous, to: path)
      return "\(name): removed; \(path) is restored"
    }
    try Directory.remove(path)
    return "\(name): removed from \(directory)"
  }

  private func isOurs(_ path: FilePath) throws -> Bool {
    // A broken link or a large binary is not ours.
    guard let status = try FileStatus.of(path), status.kind == .file, status.size <= Self.sizeLimit else {
      return false
    }
    let lines = try FileContents.read(path, limit: Self.sizeLimit).split(separator: UInt8(ascii: "\n"))
    return lines.contains { $0.starts(with: HookScript.mark.utf8) }
  }
}
