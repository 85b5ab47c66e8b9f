import ChildProcess
import FileIO
import Glibc
import SystemPackage

/// The directory of one sandbox. Its name contains the process that made it, so that the next start can clean up after one
/// that was killed, together with its helpers.
struct StateDirectory: Sendable {
  var path: FilePath

  /// A name that is unique on the machine; runc uses it as the container's.
  var id: String { path.lastComponent?.string ?? "sandbox" }

  private init(_ path: FilePath) {
    self.path = path
  }

  /// A new directory; its files are readable only by this user.
  /// - Parameter parent: is made if it is missing.
  init(engine: SandboxEngineID, in parent: FilePath) throws(SandboxFailure) {
    do throws(FileFailure) {
      path = try Self.make(prefix: "\(engine.rawValue)-\(ProcessIdentity.own)", in: parent)
      guard path.withPlatformString({ chmod($0, 0o711) }) == 0 else {
        throw FileFailure("open", path, Errno(rawValue: errno))
      }
    } catch {
      throw .file(error)
    }
  }

  private static func make(prefix: String, in parent: FilePath) throws(FileFailure) -> FilePath {
    var attempts = 3
    while true {
      attempts -= 1
      do throws(FileFailure) {
        // Everyone may pass through, for the sandbox's root, and no one may look.
        try Directory.create(parent, permissions: 0o711)
        try requireOwn(parent)
        return try Directory.temporary(prefix: prefix, in: parent)
      } catch {
        // Another process has just removed the empty parent.
        guard error.errno == .noSuchFileOrDirectory, attempts > 0 else { throw error }
      }
    }
  }

  /// The parent may be in a directory where others have made theirs before.
  private static func requireOwn(_ parent: FilePath) throws(FileFailure) {
    var status = stat()
    guard parent.withPlatformString({ lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid(), status.st_mode & 0o022 == 0
    else { throw FileFailure("trust", parent, .notPermitted) }
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
    // A directory that cannot be removed now is removed by the next start.
    try? Directory.remove(path)
    // Unless others are in it.
    _ = path.removingLastComponent().withPlatformString { rmdir($0) }
  }

  /// A control group for the sandbox, as far as this machine allows; noted for the run that cleans up.
  func limits(_ limits: SandboxLimits) throws(SandboxFailure) -> LimitKeeper {
    let group = ControlGroup.make(named: Self.groupName(id), limits)
    if let group { try write(JSONLine.encode(group), to: Self.groupFile) }
    return LimitKeeper(limits, group: group)
  }

  /// Where the sandbox's root directory appears; `nil` if it is used where it is.
  func rootMount(_ specification: SandboxSpecification) throws(SandboxFailure) -> RootMount? {
    guard let userMap = specification.userMap else { return nil }
    let place = file("root")
    do {
      try Directory.create(place)
    } catch {
      throw .file(error)
    }
    return RootMount(
      source: specification.root.string, place: place.string, uid: userMap.outside(specification.user.uid),
      gid: userMap.outside(specification.user.gid))
  }

  private static let groupFile = "group.json"

  private static func groupName(_ id: String) -> String { "agent-pipeline-\(id)" }

  /// Ends and removes what is left of sandboxes whose makers are no longer alive.
  static func removeAbandoned(in parent: FilePath, _ host: SandboxHost) async {
    guard let names = try? Directory.names(in: parent), (try? requireOwn(parent)) != nil else { return }
    for name in names {
      let parts = name.split(separator: "-")
      guard parts.count == 3, let engine = SandboxEngineID(rawValue: String(parts[0])),
        let maker = ProcessIdentity(parts[1]), maker.isGone
      else { continue }
      let state = StateDirectory(parent.appending(name))
      if engine == .runc { await RuncCommand(host: host, state: state).removeContainer() }
      await JSONLine.decode(ControlGroup.self, from: state.text(groupFile).utf8)?.remove()
      // runc does not know a container that it was killed over, but may have made directories for it.
      for tree in ControlGroupPlaces.own.everywhere { rmdir(tree.appending(groupName(state.id)).string) }
      state.remove()
    }
  }
}
