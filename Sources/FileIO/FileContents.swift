import Glibc
public import SystemPackage

/// Reading and writing small files whole. Anything that may be large streams instead.
public enum FileContents {
  /// Bytes.
  private static let chunkSize = 64 << 10

  /// - Parameter limit: bytes; a larger file is refused with `EFBIG` instead of filling the memory.
  public static func read(_ path: FilePath, limit: Int) throws(FileFailure) -> [UInt8] {
    do throws(Errno) {
      let file = try FileFailure.errno { try FileDescriptor.open(path, .readOnly, options: .closeOnExec) }
      defer { try? file.close() }
      var contents: [UInt8] = []
      // One read for all of a small file, and one that finds its end. Files of the kernel do not say how long they are.
      var status = stat()
      let size = fstat(file.rawValue, &status) == 0 ? Int(status.st_size) : 0
      var chunk = [UInt8](repeating: 0, count: size > 0 ? min(size + 1, chunkSize) : chunkSize)
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

  /// Replaces the file in one step: readers see the old contents or the new, never a part.
  ///
  /// - Parameter isFlushed: whether that holds after a power cut too; waiting for the disk takes milliseconds.
  public static func write(
    _ contents: some Collection<UInt8>, to path: FilePath,
    permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead], isFlushed: Bool = true
  ) throws(FileFailure) {
    let temporary = FilePath("\(path.string).\(getpid()).\(UInt32.random(in: .min ... .max)).tmp")
    do throws(Errno) {
      let file = try FileFailure.errno {
        try FileDescriptor.open(
          temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: permissions)
      }
      do throws(Errno) {
        try FileFailure.errno { _ = try file.writeAll(contents) }
        guard !isFlushed || fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        try? file.close()
        throw error
      }
      try FileFailure.errno { try file.close() }
      let renamed = temporary.withPlatformString { old in path.withPlatformString { rename(old, $0) } }
      guard renamed == 0 else { throw Errno(rawValue: errno) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw FileFailure("write", path, error)
    }
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
