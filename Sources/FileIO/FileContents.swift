import Glibc
public import SystemPackage

/// Reads and writes small files whole. Large files are streamed instead.
public enum FileContents {
  /// - Parameters:
  ///   - limit: bytes; a larger file fails with `EFBIG`.
  ///   - project: the file must be in it once all links are resolved.
  ///   - followsLinks: whether the path may be a symbolic link; otherwise one fails with `ELOOP`.
  /// - Throws: also if it is not a regular file: a pipe or a device could block forever, or never end.
  public static func read(
    _ path: FilePath, limit: Int, in project: Project? = nil, followsLinks: Bool = true
  ) throws(FileFailure) -> [UInt8] {
    let file: FileDescriptor
    do throws(Errno) {
      var options: FileDescriptor.OpenOptions = [
        .closeOnExec, .nonBlocking, .init(rawValue: O_NOCTTY),
      ]
      if !followsLinks { options.insert(.noFollow) }
      file = try FileFailure.errno { try FileDescriptor.open(path, .readOnly, options: options) }
    } catch {
      throw FileFailure("read", path, error)
    }
    defer { try? file.close() }
    let size = try regularSize(of: file, at: path)
    guard size <= limit else { throw FileFailure("read", path, .fileTooLarge) }
    try project?.require(file, at: path)
    do throws(Errno) {
      var contents: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 64 << 10)
      while true {
        let count = try FileFailure.errno { try chunk.withUnsafeMutableBytes { try file.read(into: $0) } }
        if count == 0 { return contents }
        guard contents.count + count <= limit else { throw Errno.fileTooLarge }
        contents.append(contentsOf: chunk[..<count])
      }
    } catch {
      throw FileFailure("read", path, error)
    }
  }

  /// What the system says; files in /proc have more than 0 bytes.
  private static func regularSize(of file: FileDescriptor, at path: FilePath) throws(FileFailure) -> Int64 {
    let status = try FileStatus.of(file, at: path)
    switch status.kind {
    case .file: return status.size
    case .directory: throw FileFailure("read", path, .isDirectory)
    case let kind: throw FileFailure("read", path, .invalidArgument, because: .notRegular(kind))
    }
  }

  /// Replaces the file in one step: readers see the old contents or the new ones, never a part.
  ///
  /// - Parameter isFlushed: whether that is true after a power cut too; waiting for the disk takes milliseconds.
  public static func write(
    _ contents: some Collection<UInt8>, to path: FilePath,
    permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead], isFlushed: Bool = true
  ) throws(FileFailure) {
    let file = try PartialFile(for: path, permissions: permissions)
    do throws(Errno) {
      try FileFailure.errno { _ = try file.descriptor.writeAll(contents) }
    } catch {
      throw FileFailure("write", path, error)
    }
    try file.finish(isFlushed: isFlushed)
  }
}

extension FileFailure {
  /// Calls into SystemPackage, whose untyped errors are always an `Errno`.
  static func errno<Result>(_ body: () throws -> Result) throws(Errno) -> Result {
    do {
      return try body()
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
