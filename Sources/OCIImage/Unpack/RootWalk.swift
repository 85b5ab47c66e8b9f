import Glibc
import SystemPackage

/// Resolves one path below a root directory, without ever leaving it.
struct RootWalk {
  /// As in the kernel (path_resolution(7)).
  private static let linkLimit = 40
  /// Directories that a path of `PATH_MAX` bytes can go down. Links lead deeper, which only an attack on
  /// programs that walk the tree needs.
  private static let depthLimit = Int(PATH_MAX) / 2
  /// `O_PATH`, which the Glibc module lacks; the same number on x86-64 and arm64 (open(2)).
  static let pathOnly: CInt = 0o10_000_000

  let root: OpenFile
  /// Is asked before each missing parent directory is created, with mode 0755. Without it, none is.
  var mayCreate: (() -> Bool)?
  /// Who owns them; `nil` is the caller.
  var directoryOwner: uid_t?

  /// Opens what is at the path (`O_PATH`: to look at it and to name things in it).
  /// - Parameter followsLast: whether a link at the end is followed too.
  func find(_ path: [UInt8], followsLast: Bool) throws(Errno) -> OpenFile {
    var directories: [OpenFile] = []
    // The next component comes last.
    var pending = Self.components(path).reversed() as [ArraySlice<UInt8>]
    var links = 0
    while let component = pending.popLast() {
      if component.elementsEqual("..".utf8) {
        _ = directories.popLast()
        continue
      }
      let name = component + [0]
      let next = try open(name, in: directories.last ?? root)
      guard let target = try linkTarget(next), followsLast || !pending.isEmpty else {
        guard directories.count < Self.depthLimit else { throw .fileNameTooLong }
        directories.append(next)
        continue
      }
      links += 1
      guard links <= Self.linkLimit else { throw .tooManySymbolicLinkLevels }
      if target.first == UInt8(ascii: "/") { directories = [] }
      pending += Self.components(target).reversed()
    }
    return directories.last ?? root
  }

  private func open(_ name: ArraySlice<UInt8>, in directory: OpenFile) throws(Errno) -> OpenFile {
    func opened() -> CInt {
      Self.withName(name) { openat(directory.descriptor, $0, Self.pathOnly | O_NOFOLLOW | O_CLOEXEC) }
    }
    var descriptor = opened()
    if descriptor < 0, errno == ENOENT, let mayCreate {
      guard mayCreate() else { throw .diskQuotaExceeded }
      // Twice: mkdir(2) is subject to the umask.
      let isMade = Self.withName(name) {
        guard mkdirat(directory.descriptor, $0, 0o755) == 0 else { return -1 }
        if let owner = directoryOwner,
          fchownat(directory.descriptor, $0, owner, owner, AT_SYMLINK_NOFOLLOW) != 0
        {
          return -1
        }
        return fchmodat(directory.descriptor, $0, 0o755, 0)
      }
      guard isMade == 0 else { throw Errno(rawValue: errno) }
      descriptor = opened()
    }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    return OpenFile(owning: descriptor, path: root.path)
  }

  /// `nil` if the file is not a link.
  private func linkTarget(_ file: OpenFile) throws(Errno) -> [UInt8]? {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
    guard status.st_mode & S_IFMT == S_IFLNK else { return nil }
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(file.descriptor, "", &buffer, buffer.count)
    guard count >= 0 else { throw Errno(rawValue: errno) }
    return Array(buffer[..<count])
  }

  /// The parts of a path that name something.
  static func components(_ path: [UInt8]) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
  }

  /// Passes bytes that end with a zero to a system call.
  static func withName(_ name: some Collection<UInt8>, _ call: (UnsafePointer<CChar>) -> CInt) -> CInt {
    name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { $0.baseAddress.map(call) ?? -1 }
  }
}
