public import SystemPackage

/// Reads and writes small files whole. Large files are streamed instead.
public enum FileContents {
  /// - Parameter limit: bytes; a larger file fails with `EFBIG`.
  public static func read(_ path: FilePath, limit: Int) throws(FileFailure) -> [UInt8] {
    do throws(Errno) {
      let file = try FileFailure.errno { try FileDescriptor.open(path, .readOnly, options: .closeOnExec) }
      defer { try? file.close() }
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
