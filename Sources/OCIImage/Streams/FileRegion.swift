import FileIO
import Glibc
import SystemPackage

/// A part of a file as a source; several may read one file at the same time.
public final class FileRegion: ByteSource {
  private let file: OpenFile
  private var offset: Int64
  private let end: Int64

  /// - Parameters:
  ///   - offset: where the part begins, in bytes.
  ///   - length: bytes.
  public init(of file: OpenFile, offset: Int64, length: Int64) {
    self.file = file
    self.offset = offset
    end = offset + length
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let wanted = Int(min(Int64(buffer.count), end - offset))
    guard wanted > 0 else { return 0 }
    try ImageFailure.checkCancellation(of: "read", file.path)
    while true {
      let count = pread(file.descriptor, buffer.baseAddress, wanted, off_t(offset))
      if count > 0 {
        offset += Int64(count)
        return count
      }
      // The file is shorter than the caller said.
      let error = count == 0 ? Errno.ioError : Errno(rawValue: errno)
      guard error == .interrupted else { throw .file(FileFailure("read", file.path, error)) }
    }
  }

  /// The rest of the part, in memory: for small parts only.
  public func contents() throws(ImageFailure) -> [UInt8] {
    let buffer = RawBuffer(count: max(1, Int(end - offset)))
    return [UInt8](buffer.prefix(try fill(buffer.bytes)))
  }
}
