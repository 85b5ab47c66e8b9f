import FileIO
import SystemPackage

/// Undoes what `install` did, wherever other programs have moved it since.
extension HookDirectory {
  /// - Returns: what was done, as a line for people.
  func uninstall(_ name: String) throws -> String {
    if let line = try removeBlock(name) { return line }
    let file = path.appending(name)
    let previous = path.appending(name + HookScript.previousSuffix)
    for suffix in [""] + HookManager.displacedSuffixes {
      let place = path.appending(name + suffix)
      guard try isOurs(place) else { continue }
      try requireUnchanged(place)
      guard try FileStatus.of(previous) != nil else {
        try Directory.remove(place)
        return "\(name): removed from \(path)"
      }
      // pre-commit's script may have been ours to call once, and must not call itself.
      if place != file, isOfPreCommit(file), isOfPreCommit(previous) {
        try Directory.remove(place)
        try Directory.remove(previous)
        return "\(name): removed from \(path)"
      }
      try Directory.move(previous, to: place)
      return "\(name): removed; \(place) is restored"
    }
    if try FileStatus.of(previous) != nil, try FileStatus.of(file) == nil {
      try Directory.move(previous, to: file)
      return "\(name): not installed in \(path); \(file) is restored"
    }
    let kept = try FileStatus.of(previous) != nil ? "; \(previous) is an older hook, which nothing runs" : ""
    return "\(name): not installed in \(path)\(kept)"
  }

  private func removeBlock(_ name: String) throws -> String? {
    var files = ([""] + HookManager.displacedSuffixes).map { path.appending(name + $0) }
    if case .husky(let directory) = try manager(of: name) { files.append(directory.appending(name)) }
    for file in files {
      guard let status = try FileStatus.of(file), status.kind == .file, let text = text(of: file), HookBlock.isIn(text)
      else { continue }
      guard let rest = HookBlock.removed(from: text) else {
        try Directory.remove(file)
        return "\(name): removed \(file)"
      }
      try HookFile.write(rest, to: file, mode: status.permissions)
      return "\(name): removed from \(file)"
    }
    return nil
  }

  private func isOfPreCommit(_ file: FilePath) -> Bool {
    text(of: file)?.contains(HookManager.preCommitMark) == true
  }
}
