public import FileIO
import Glibc
public import SystemPackage

/// An open file, closed with its last owner. Its failures name the path.
public final class OpenFile: ByteSource, ByteSink {
  public let path: FilePath
  let descriptor: CInt

  /// Takes ownership of the descriptor.
  init(owning descriptor: CInt, path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    close(descriptor)
  }

  /// - Parameter followsLinks: whether the path may be a symbolic link; otherwise one is refused with `ELOOP`.
  /// - Throws: also if it is neither a file nor a directory.
  public static func reading(_ path: FilePath, followsLinks: Bool = true) throws(ImageFailure) -> OpenFile {
    // O_NONBLOCK: a pipe that took the place of a file must not hang the caller.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
    let descriptor = path.withPlatformString { open($0, flags) }
    guard descriptor >= 0 else { throw .file(FileFailure("read", path, Errno(rawValue: errno))) }
    let file = OpenFile(owning: descriptor, path: path)
    let kind = try file.status().kind
    guard kind == .file || kind == .directory else {
      throw .file(FileFailure("read", path, .invalidArgument, because: .notRegular(kind)))
    }
    return file
  }

  /// A new file; one that exists is an error.
  public static func creating(_ path: FilePath, permissions: UInt32 = 0o644) throws(ImageFailure) -> OpenFile {
    let descriptor = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions)) }
    guard descriptor >= 0 else { throw .file(FileFailure("create", path, Errno(rawValue: errno))) }
    return OpenFile(owning: descriptor, path: path)
  }

  /// Copies a file of any size to a new one.
  public static func copy(_ source: FilePath, to goal: FilePath, permissions: UInt32) throws(ImageFailure) {
    try reading(source).copy(to: creating(goal, permissions: permissions))
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    try ImageFailure.checkCancellation(of: "read", path)
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw failure("read") }
    }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw failure("write")
      }
    }
  }

  /// Where the next bytes are read, from the start of the file.
  public var position: Int64 { Int64(lseek(descriptor, 0, SEEK_CUR)) }

  public func status() throws(ImageFailure) -> FileStatus {
    try ImageFailure.wrapping { () throws(FileFailure) in
      try FileStatus.of(FileDescriptor(rawValue: descriptor), at: path)
    }
  }

  private func failure(_ operation: String) -> ImageFailure {
    .file(FileFailure(operation, path, Errno(rawValue: errno)))
  }
}

extension PartialFile: ByteSink {
  public func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    try ImageFailure.wrapping { () throws(FileFailure) in try append(bytes) }
  }
}
