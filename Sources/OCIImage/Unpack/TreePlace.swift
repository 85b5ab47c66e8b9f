import FileIO
import Glibc
import SystemPackage

/// A name in an open directory: where an entry is made or removed. No call here follows a link.
struct TreePlace {
  let root: FilePath
  /// Below the root, without slashes at its ends.
  let path: [UInt8]
  let directory: OpenFile
  /// Forgets each directory that is removed.
  var remembered: RememberedDirectories?
  /// The path's last component with a zero byte after it.
  private let name: [UInt8]

  /// - Parameter isDirectoryItself: the path is that of `directory`, not of a name in it.
  init(
    root: FilePath, path: [UInt8], directory: OpenFile, isDirectoryItself: Bool = false,
    _ remembered: RememberedDirectories? = nil
  ) {
    self.root = root
    self.remembered = remembered
    self.path = path
    self.directory = directory
    let last = isDirectoryItself ? nil : path.split(separator: UInt8(ascii: "/")).last
    name = (last.map(Array.init) ?? Array(".".utf8)) + [0]
  }

  /// Runs a system call on the name and returns what it returned; -1 with `errno` set if it failed.
  func call(_ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt) -> CInt {
    RootWalk.withName(name) { body(directory.descriptor, $0) }
  }

  /// Runs a system call that must succeed.
  @discardableResult
  func require(_ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt) throws(ImageFailure) -> CInt {
    let result = call(body)
    guard result >= 0 else { throw failure(Errno(rawValue: errno)) }
    return result
  }

  /// Runs a system call that creates the name. What exists already is removed first.
  /// - Returns: the call's result, and whether something was replaced.
  func make(
    _ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt
  ) throws(ImageFailure) -> (result: CInt, replaced: Bool) {
    let first = call(body)
    if first >= 0 { return (first, false) }
    guard errno == EEXIST else { throw failure(Errno(rawValue: errno)) }
    try remove()
    return (try require(body), true)
  }

  /// What is there; `nil`, with `errno` set, if that cannot be read.
  var status: stat? {
    var status = stat()
    return call { fstatat($0, $1, &status, AT_SYMLINK_NOFOLLOW) } == 0 ? status : nil
  }

  /// Whether a directory is there, not a link to one.
  var isDirectory: Bool { status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Removes what is there with everything below it; a missing name is not an error.
  /// - Parameter keeping: paths that stay, and the directories they are in.
  /// - Returns: whether the name is gone.
  @discardableResult
  func remove(keeping: Set<[UInt8]> = []) throws(ImageFailure) -> Bool {
    let isKept = keeping.contains(path)
    let status = status
    guard let status, status.st_mode & S_IFMT == S_IFDIR else {
      if isKept { return false }
      guard call({ unlinkat($0, $1, 0) }) == 0 || errno == ENOENT else { throw failure(Errno(rawValue: errno)) }
      return true
    }
    let isEmpty = try removeContents(keeping: keeping)
    if isKept || !isEmpty { return false }
    try require { unlinkat($0, $1, AT_REMOVEDIR) }
    remembered?.forget(status)
    return true
  }

  /// Empties the directory that is there.
  /// - Returns: whether nothing was kept.
  func removeContents(keeping: Set<[UInt8]>) throws(ImageFailure) -> Bool {
    let opened = try require { openat($0, $1, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    let inner = OpenFile(owning: opened, path: root)
    var isEmpty = true
    for child in try names(in: inner) {
      let childPath = path.isEmpty ? child : path + [UInt8(ascii: "/")] + child
      let isGone = try TreePlace(root: root, path: childPath, directory: inner, remembered).remove(keeping: keeping)
      isEmpty = isEmpty && isGone
    }
    return isEmpty
  }

  func failure(_ errno: Errno) -> ImageFailure {
    .file(FileFailure("unpack", root.appending(String(decoding: path, as: UTF8.self)), errno))
  }

  /// Byte for byte: names need not be UTF-8.
  private func names(in directory: OpenFile) throws(ImageFailure) -> [[UInt8]] {
    // closedir(3) closes the descriptor it was given: it gets its own.
    let copy = fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let stream = fdopendir(copy) else { throw failure(Errno(rawValue: errno)) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
    }
    return names
  }
}
