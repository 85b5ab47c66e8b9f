import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage

/// Which directories of the host build tools see besides the system's: the toolchains on PATH, and what trusted texts name.
struct HostPaths {
  /// Directories with credentials or sockets, wherever they stand.
  private static let forbiddenNames: Set = [
    ".ssh", ".docker", ".aws", ".azure", ".gnupg", ".kube", ".netrc", ".git-credentials", ".config", ".password-store",
    ".local", ".cache", ".git", ".cargo", ".npm", ".m2", ".gradle",
  ]
  private static let forbiddenRoots: [FilePath] = [
    "/etc", "/proc", "/sys", "/dev", "/run", "/var", "/boot", "/root", "/home", "/tmp", "/opt", "/mnt", "/media",
    "/srv",
    "/nix", "/builds", "/github", "/workspace",
  ]
  /// Of version managers: below the home directory, with toolchains and nothing else.
  private static let managers: Set = [
    ".pyenv", ".nvm", ".fnm", ".volta", ".asdf", ".sdkman", ".jenv", ".jabba", ".goenv", ".rustup", ".nodenv", ".bun",
  ]

  let home: FilePath?
  let searchPath: String
  /// The agent's directory: its own files come as copies.
  let agent: FilePath

  /// - Returns: directories that exist, without those that contain one another.
  func toolchains(_ variables: [String: String]) -> [FilePath] {
    var found: [FilePath] = []
    for entry in searchPath.split(separator: ":") {
      let directory = FilePath(String(entry))
      guard directory.isAbsolute, !isSystem(directory), exists(directory) else { continue }
      found += places(of: directory)
    }
    // rustup's programs are in cargo's directory, and the toolchains in its own.
    let rustup = variables["RUSTUP_HOME"].map { FilePath($0) } ?? home?.appending(".rustup")
    if let rustup, exists(rustup), found.contains(where: { $0.string.contains("/.cargo/") || $0 == rustup }) {
      found.append(rustup)
    }
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The directory, and where its programs have the rest of their installation.
  private func places(of directory: FilePath) -> [FilePath] {
    if let home, directory.starts(with: home) {
      let names = Array(directory.components.dropFirst(home.components.count))
      if let first = names.first, Self.managers.contains(first.string) { return [home.appending(first)] }
    }
    let parent = directory.removingLastComponent()
    var found = [directory]
    // A hidden directory such as ~/.cargo holds more than programs.
    if directory.lastComponent?.string == "bin", parent.lastComponent?.string.hasPrefix(".") == false, mayBeSeen(parent)
    {
      found = [parent]
    }
    // Programs that pipx, uv or mise link to.
    for name in (try? Directory.names(in: directory)) ?? [] {
      let link = directory.appending(name)
      guard (try? FileStatus.of(link)?.kind) == .symbolicLink, let target = FileStatus.realPath(of: link),
        !isSystem(target),
        !found.contains(where: target.starts)
      else { continue }
      let installation = target.removingLastComponent().removingLastComponent()
      let isInstalled = target.removingLastComponent().lastComponent?.string == "bin" && mayBeSeen(installation)
      found.append(isInstalled ? installation : target)
    }
    return found
  }

  /// Files and directories that trusted texts name.
  func named(in texts: some Sequence<String>) -> [FilePath] {
    var found: [FilePath] = []
    for path in texts.lazy.flatMap(NamedServers.paths).map({ FilePath($0).lexicallyNormalized() }) {
      guard !found.contains(path), !isSystem(path), mayBeSeen(path), exists(path) else { continue }
      found.append(path)
    }
    return found
  }

  /// Whether a directory is one of its own: neither the user's home, nor above it, nor one with credentials.
  private func mayBeSeen(_ path: FilePath) -> Bool {
    guard path.isAbsolute, path.components.count > 1 || !Self.forbiddenRoots.contains(path), !path.components.isEmpty
    else { return false }
    if ["/etc", "/proc", "/sys", "/dev", "/run", "/var/run"].contains(where: { path.starts(with: $0) }) {
      return false
    }
    if home?.starts(with: path) == true || agent.starts(with: path) || path.starts(with: agent) { return false }
    let below = home.flatMap { path.starts(with: $0) ? path.components.dropFirst($0.components.count) : nil }
    if let last = path.lastComponent?.string, Self.forbiddenNames.contains(last) { return false }
    return below.map { !$0.contains { [".ssh", ".docker", ".aws", ".gnupg", ".kube"].contains($0.string) } } ?? true
  }

  private func isSystem(_ path: FilePath) -> Bool {
    ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/nix/store"].contains { path.starts(with: $0) }
  }

  private func exists(_ path: FilePath) -> Bool { access(path.string, R_OK) == 0 }
}
