import Diagnostics
import FileIO
import GitHistory
import SystemPackage

/// The directory where git looks for hooks. Another hook is kept, and runs before ours.
struct HookDirectory {
  let path: FilePath
  let repository: GitRepository
  static let sizeLimit = 1 << 20

  /// - Throws: if the directory is shared with other repositories.
  init(of repository: GitRepository, for purpose: Purpose) throws {
    let named = try repository.hooksDirectory()
    path = FileStatus.realPath(of: named) ?? named
    self.repository = repository
    guard repository.contains(path) else {
      throw Failure.shared(path, purpose)
    }
  }

  /// What is to be done for a hook; nothing has changed yet.
  struct Step {
    var file: FilePath
    var contents: String
    /// A hook in this place moves to another one first.
    var moved: (from: FilePath, to: FilePath)?
    var permissions: UInt16 = 0o755
    /// How the hook gets its turn, as the end of a line.
    var remark = ""
  }

  /// - Returns: `nil` if there is nothing to do.
  func step(_ hook: HookScript) throws -> Step? {
    let file = path.appending(hook.name)
    let isOwn = try isOurs(file)
    switch try manager(of: hook.name) {
    case .husky(let directory):
      return try block(hook, in: directory.appending(hook.name), "; the hooks of husky stay as they are")
    case .lefthook(let config):
      if let config, let text = text(of: config), HookManager.lefthookRuns(hook.name, text) { return nil }
      throw Failure.lefthook(config)
    case .preCommit: return try script(hook, at: path.appending("\(hook.name).legacy"), "; pre-commit runs it first")
    case nil:
      if !isOwn, try FileStatus.of(file) != nil, try isTracked(file) { return try block(hook, in: file, "") }
      return try script(hook, at: file, "")
    }
  }

  /// - Returns: what was done, as a line for people.
  func perform(_ step: Step?, _ name: String) throws -> String {
    guard let step else { return "\(name): lefthook runs it already" }
    if text(of: step.file) == step.contents, try FileStatus.of(step.file)?.permissions == step.permissions {
      return "\(name): already installed in \(step.file)\(step.remark)"
    }
    try Directory.claim(step.file.removingLastComponent(), below: repository.roots)
    if let moved = step.moved { try Directory.move(moved.from, to: moved.to) }
    do {
      try HookFile.write(step.contents, to: step.file, mode: step.permissions)
    } catch {
      // If ours cannot be written, the other hook must run again.
      if let moved = step.moved { try Directory.move(moved.to, to: moved.from) }
      throw error
    }
    return "\(name): installed in \(step.file)\(step.remark)"
  }

  /// Our script where git, or the program that keeps the hooks, runs it.
  private func script(_ hook: HookScript, at place: FilePath, _ remark: String) throws -> Step {
    let previous = path.appending(hook.name + HookScript.previousSuffix)
    var step = Step(file: place, contents: hook.text, remark: remark)
    var isKept = try FileStatus.of(previous) != nil
    if try isOurs(place) { try requireUnchanged(place) }
    if let status = try FileStatus.of(place), try !isOurs(place) {
      guard status.kind != .directory else {
        throw Failure.directory(place)
      }
      if text(of: place).map(HookBlock.isIn) == true { return try block(hook, in: place, remark) }
      guard !isKept else {
        throw Failure.twoHooks(place, previous, line: hook.line)
      }
      if place == path.appending(hook.name), try goesByName(place) { return try block(hook, in: place, remark) }
      step.moved = (place, previous)
      isKept = true
    }
    if isKept {
      let isIgnored = try !isExecutable(step.moved?.from ?? previous)
      step.remark += "; \(previous) runs before it" + (isIgnored ? " once it may be executed" : "")
    }
    return step
  }

  /// Our lines in a script that is not ours.
  private func block(_ hook: HookScript, in file: FilePath, _ remark: String) throws -> Step {
    guard let status = try FileStatus.of(file) else {
      return Step(file: file, contents: hook.block.inserted(in: nil), remark: remark)
    }
    guard status.kind == .file, let text = text(of: file), HookFile.isShellScript(text) else {
      throw Failure.foreign(file, command: hook.command)
    }
    // husky 9 passes its files to a shell.
    let isIgnored = try file.removingLastComponent() == path && !isExecutable(file)
    return Step(
      file: file, contents: hook.block.inserted(in: text), permissions: status.permissions,
      remark: "; its other lines stay as they are\(remark)"
        + (isIgnored ? "; git ignores it until you call `chmod +x \(file)`" : ""))
  }

  private func isTracked(_ file: FilePath) throws -> Bool {
    var inside = file
    guard let top = repository.workTree, inside.removePrefix(top) else { return false }
    return try repository.tracks(inside)
  }
}

/// What is there.
extension HookDirectory {
  func manager(of name: String) throws -> HookManager? {
    let file = path.appending(name)
    return try HookManager.of(isOurs(file) ? nil : text(of: file), in: path, workTree: repository.workTree)
  }

  func isOurs(_ file: FilePath) throws -> Bool {
    // A broken link or a large binary is not ours.
    guard try FileStatus.of(file)?.kind == .file, let text = text(of: file) else { return false }
    return text.split(separator: "\n").contains { $0.hasPrefix(HookScript.mark) }
  }

  /// - Throws: if lines that others added would be lost with it.
  func requireUnchanged(_ file: FilePath) throws {
    guard let text = text(of: file), HookScript.isChanged(text) else { return }
    throw Failure.changed(file)
  }

  private func isExecutable(_ file: FilePath) throws -> Bool {
    try FileStatus.of(file, followsLinks: true).map { $0.permissions & 0o111 != 0 } ?? false
  }

  /// Whether a hook may do something else, or nothing, under another name.
  private func goesByName(_ file: FilePath) throws -> Bool {
    let isLink = try FileStatus.of(file)?.kind == .symbolicLink
    if let text = text(of: file) {
      // Lines can be added to any script; others are refused, so there has to be a reason.
      return HookFile.goesByName(text, isCautious: !isLink && HookFile.isShellScript(text))
    }
    // One program for several hooks.
    return try isLink && FileStatus.of(file, followsLinks: true) != nil
  }

  /// - Returns: `nil` if it is not a text, or not a small one.
  func text(of file: FilePath) -> String? {
    guard let bytes = try? FileContents.read(file, limit: Self.sizeLimit) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
