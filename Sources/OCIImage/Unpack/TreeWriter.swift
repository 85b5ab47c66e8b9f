import Glibc
import SystemPackage

/// Creates the entries of layers below a root directory.
///
/// Parents are resolved by `RootWalk`, and each name is then created relative to that directory, without following links:
/// nothing outside the root is ever touched.
final class TreeWriter {
  private let root: RootDirectory
  private let owner: LayerUnpacker.OwnerMap?
  private let buffer = RawBuffer(count: 256 << 10)
  /// What this layer created: its whiteouts only affect the layers below it.
  private var made: Set<[UInt8]> = []
  private let directories = RememberedDirectories()
  private var budget: UnpackLimits
  /// The directory of the previous entry, often the next entry's too.
  private var lastParent: (path: [UInt8], directory: OpenFile)?

  init(root: RootDirectory, owner: LayerUnpacker.OwnerMap?, limits: UnpackLimits) {
    self.root = root
    self.owner = owner
    budget = limits
  }

  /// The root directory and those that no layer lists are root's.
  private var directoryOwner: uid_t? { owner.map { $0(0) } }

  func startLayer() {
    made = []
  }

  func write(_ entry: TarEntry, contents: TarReader) throws(ImageFailure) {
    try budget.take(entry)
    let path = try Self.plainPath(entry.path, of: entry)
    guard let name = path.split(separator: UInt8(ascii: "/")).last else {
      if entry.kind == .directory { try remember(entry, located([], in: root.file)) }
      return
    }
    let parent = Self.parent(of: path)
    if let whiteout = Whiteout(name: name) {
      try apply(whiteout, entry, parent: parent)
    } else {
      let place = located(path, in: try directory(parent, making: path))
      try make(entry, at: place, contents)
      made.insert(path)
    }
  }

  /// Gives the directories their owners, modes and times; children first, while their parents are still open to us.
  func finish() throws(ImageFailure) {
    lastParent = nil
    if let directoryOwner {
      try TreePlace(root: root.path, path: [], directory: root.file)
        .require { fchownat($0, $1, directoryOwner, directoryOwner, AT_SYMLINK_NOFOLLOW) }
    }
    for (inode, (path, entry)) in directories.all.sorted(by: { $1.value.path.lexicographicallyPrecedes($0.value.path) })
    {
      // A later layer may have removed the directory, or put something else in its place.
      let walk = RootWalk(root: root.file)
      guard let directory = try? walk.find(Self.parent(of: path), followsLast: true) else { continue }
      let place = located(path, in: directory)
      guard let status = place.status, UInt64(status.st_ino) == inode else { continue }
      let opened = try place.require { openat($0, $1, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      try setAttributes(of: OpenFile(owning: opened, path: root.path), entry, place)
    }
  }

  private func located(_ path: [UInt8], in directory: OpenFile) -> TreePlace {
    TreePlace(root: root.path, path: path, directory: directory, directories)
  }

  private func remember(_ entry: TarEntry, _ place: TreePlace) throws(ImageFailure) {
    guard let status = place.status else { throw place.failure(Errno(rawValue: errno)) }
    directories.remember(entry, at: place.path, status)
  }

  private func make(_ entry: TarEntry, at place: TreePlace, _ contents: TarReader) throws(ImageFailure) {
    switch entry.kind {
    case .file:
      let opened = noting(
        try place.make { openat($0, $1, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) })
      let file = OpenFile(owning: opened, path: root.path.appending(entry.name))
      while case let count = try contents.read(into: buffer.bytes), count > 0 {
        try file.write(buffer.prefix(count))
      }
      try setAttributes(of: file, entry, place)
    case .directory:
      if place.call({ mkdirat($0, $1, 0o700) }) != 0 {
        guard errno == EEXIST else { throw place.failure(Errno(rawValue: errno)) }
        if !place.isDirectory { _ = noting(try place.make { mkdirat($0, $1, 0o700) }) }
      }
      try remember(entry, place)
    case .symbolicLink:
      let target = entry.linkTarget + [0]
      _ = noting(try place.make { directory, name in RootWalk.withName(target) { symlinkat($0, directory, name) } })
      try setAttributes(ofUnopened: entry, place)
    case .hardLink: try link(entry, at: place)
    case .pipe:
      _ = noting(try place.make { mkfifoat($0, $1, 0o600) })
      try place.require { fchmodat($0, $1, mode_t(entry.mode), 0) }
      try setAttributes(ofUnopened: entry, place)
    case .characterDevice, .blockDevice: try Self.refuseDevice(entry)
    }
  }

  private func link(_ entry: TarEntry, at place: TreePlace) throws(ImageFailure) {
    let target = try Self.plainPath(entry.linkTarget, of: entry)
    let name = String(decoding: entry.linkTarget, as: UTF8.self)
    guard target != place.path, !target.isEmpty else {
      throw .refusedEntry(entry.name, problem: "it links to `\(name)`")
    }
    let directory = try? RootWalk(root: root.file).find(Self.parent(of: target), followsLast: true)
    let source = directory.map { located(target, in: $0) }
    guard let source, source.status != nil else {
      throw .refusedEntry(entry.name, problem: "its target `\(name)` does not exist in the image")
    }
    _ = noting(try place.make { directory, name in source.call { linkat($0, $1, directory, name, 0) } })
  }

  private func apply(_ whiteout: Whiteout, _ entry: TarEntry, parent: [UInt8]) throws(ImageFailure) {
    if case .remove(let name) = whiteout, name.isEmpty || name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
    {
      throw .refusedEntry(entry.name, problem: "it deletes a directory it is not in")
    }
    let directory: OpenFile
    do throws(Errno) {
      directory = try RootWalk(root: root.file).find(parent, followsLast: true)
    } catch {
      // Nothing to hide.
      if error == .noSuchFileOrDirectory || error == .notDirectory { return }
      throw located(parent, in: root.file).failure(error)
    }
    lastParent = nil
    switch whiteout {
    case .bookkeeping: return
    case .opaque:
      _ = try TreePlace(root: root.path, path: parent, directory: directory, isDirectoryItself: true, directories)
        .removeContents(keeping: made)
    case .remove(let name):
      let path = parent.isEmpty ? name : parent + [UInt8(ascii: "/")] + name
      try located(path, in: directory).remove(keeping: made)
    }
  }

  /// The parent directory, created if the layers do not list it, or list it later.
  private func directory(_ parent: [UInt8], making path: [UInt8]) throws(ImageFailure) -> OpenFile {
    if let lastParent, lastParent.path == parent { return lastParent.directory }
    var isFull = false
    let walk = RootWalk(
      root: root.file,
      mayCreate: { [self] in
        // A name of 4 KB in an archive of nothing else can make 2,000 of them.
        isFull = !budget.takeEntry()
        return !isFull
      }, directoryOwner: directoryOwner)
    do throws(Errno) {
      let directory = try walk.find(parent, followsLast: true)
      guard parent.isEmpty || isDirectory(directory) else { throw .notDirectory }
      lastParent = (parent, directory)
      return directory
    } catch {
      if error == .notDirectory, try replaceFile(onTheWayTo: parent) { return try self.directory(parent, making: path) }
      if isFull { throw .tooManyFiles(at: String(decoding: path, as: UTF8.self)) }
      throw located(path, in: root.file).failure(error)
    }
  }

  private func isDirectory(_ file: OpenFile) -> Bool {
    var status = stat()
    return fstat(file.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Removes a file of a lower layer where this layer has a directory that it does not list, as overlay file systems do.
  /// - Returns: whether there was one.
  private func replaceFile(onTheWayTo parent: [UInt8]) throws(ImageFailure) -> Bool {
    let ends = parent.indices.filter { parent[$0] == UInt8(ascii: "/") } + [parent.endIndex]
    for end in ends {
      let path = Array(parent[..<end])
      guard !made.contains(path),
        let directory = try? RootWalk(root: root.file).find(Self.parent(of: path), followsLast: true)
      else { return false }
      let place = located(path, in: directory)
      guard let status = place.status else { return false }
      if status.st_mode & S_IFMT == S_IFDIR || status.st_mode & S_IFMT == S_IFLNK { continue }
      try place.remove()
      lastParent = nil
      return true
    }
    return false
  }

  /// Something that was replaced may have been on the way to the remembered parent.
  private func noting(_ outcome: (result: CInt, replaced: Bool)) -> CInt {
    if outcome.replaced { lastParent = nil }
    return outcome.result
  }

  /// Owner before mode: chown(2) clears the set-user-id bit.
  private func setAttributes(of file: OpenFile, _ entry: TarEntry, _ place: TreePlace) throws(ImageFailure) {
    if let owner {
      let (uid, gid) = Self.owners(entry, owner)
      guard fchown(file.descriptor, uid, gid) == 0 else { throw place.failure(Errno(rawValue: errno)) }
    }
    let times = Self.times(entry)
    guard fchmod(file.descriptor, mode_t(entry.mode)) == 0, futimens(file.descriptor, times) == 0 else {
      throw place.failure(Errno(rawValue: errno))
    }
  }

  private func setAttributes(ofUnopened entry: TarEntry, _ place: TreePlace) throws(ImageFailure) {
    if let owner {
      let (uid, gid) = Self.owners(entry, owner)
      try place.require { fchownat($0, $1, uid, gid, AT_SYMLINK_NOFOLLOW) }
    }
    try place.require { utimensat($0, $1, Self.times(entry), AT_SYMLINK_NOFOLLOW) }
  }

  private static func owners(_ entry: TarEntry, _ owner: LayerUnpacker.OwnerMap) -> (uid_t, gid_t) {
    (owner(uid_t(truncatingIfNeeded: entry.uid)), owner(gid_t(truncatingIfNeeded: entry.gid)))
  }

  /// Access and modification time.
  private static func times(_ entry: TarEntry) -> [timespec] {
    [timespec](repeating: timespec(tv_sec: time_t(entry.modified), tv_nsec: 0), count: 2)
  }

  static func refuseDevice(_ entry: TarEntry) throws(ImageFailure) {
    switch entry.kind {
    // How overlay file systems mark a deleted file; meaningless in a layer, and not a usable device.
    case .characterDevice(major: 0, minor: 0): return
    case .characterDevice, .blockDevice: throw .refusedEntry(entry.name, problem: "it is a device")
    default: return
    }
  }

  /// Without slashes at its ends, `.` and `//`; an absolute path counts from the root directory.
  static func plainPath(_ path: [UInt8], of entry: TarEntry) throws(ImageFailure) -> [UInt8] {
    guard path.count < Int(PATH_MAX) else { throw .refusedEntry("…", problem: "its path has \(path.count) bytes") }
    let components = RootWalk.components(path)
    guard !components.contains(where: { $0.elementsEqual("..".utf8) }) else {
      throw .refusedEntry(entry.name, problem: "`\(String(decoding: path, as: UTF8.self))` contains `..`")
    }
    return Array(components.joined(separator: [UInt8(ascii: "/")]))
  }

  private static func parent(of path: [UInt8]) -> [UInt8] {
    Array(path.prefix(path.lastIndex(of: UInt8(ascii: "/")) ?? 0))
  }
}
