import ChildProcess
import FileIO
import Glibc
import SystemPackage

/// The directory of one sandbox. Its name contains the process that made it, so that the next start can clean up after one
/// that was killed.
struct StateDirectory: Sendable {
  var path: FilePath

  /// A name that is unique on the machine; runc uses it as the container's.
  var id: String { path.lastComponent?.string ?? "sandbox" }

  private init(_ path: FilePath) {
    self.path = path
  }

  /// A new directory, readable only by this user.
  init(engine: SandboxEngineID, in parent: FilePath) throws(SandboxFailure) {
    do {
      path = try Directory.temporary(prefix: "\(engine.rawValue)-\(getpid())", in: parent)
    } catch {
      throw .file(error)
    }
  }

  func file(_ name: String) -> FilePath { path.appending(name) }

  func write(_ text: some Collection<UInt8>, to name: String) throws(SandboxFailure) {
    do {
      try FileContents.write(text, to: file(name), permissions: .ownerReadWrite)
    } catch {
      throw .file(error)
    }
  }

  /// The contents of the file, empty if it does not exist yet.
  func text(_ name: String) -> String {
    let contents = (try? FileContents.read(file(name), limit: 1 << 20)) ?? []
    return String(decoding: contents, as: UTF8.self)
  }

  func remove() {
    // A directory that cannot be removed now is removed by the next start, or with the work directory it is in.
    try? Directory.remove(path)
  }

  /// Directories whose makers are no longer alive.
  static func stale(engine: SandboxEngineID, in parent: FilePath) -> [StateDirectory] {
    guard let names = try? Directory.names(in: parent) else { return [] }
    return names.filter { name in
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == engine.rawValue, let maker = pid_t(parts[1]) else { return false }
      return kill(maker, 0) != 0 && errno == ESRCH
    }.map { StateDirectory(parent.appending($0)) }
  }
}
