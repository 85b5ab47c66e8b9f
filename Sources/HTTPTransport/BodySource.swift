import FileIO
import Glibc
import SystemPackage

/// Reads a request's body for libcurl, from memory or from a file, and can start again anywhere.
struct BodySource: ~Copyable {
  private enum Content {
    case bytes([UInt8])
    case file(FileDescriptor, FilePath, offset: Int64)
  }

  private let content: Content
  /// Bytes.
  let length: Int64
  private(set) var position: Int64 = 0

  /// Nothing where there is no body.
  init?(_ body: HTTPRequest.Body) throws(FileFailure) {
    switch body {
    case .none:
      return nil
    case .bytes(let bytes):
      content = .bytes(bytes)
      length = Int64(bytes.count)
    case .file(let path, let offset, let length):
      do {
        content = .file(try FileDescriptor.open(path, .readOnly, options: .closeOnExec), path, offset: offset)
      } catch {
        throw FileFailure("read", path, error as? Errno ?? .ioError)
      }
      self.length = length
    }
  }

  deinit {
    if case .file(let file, _, _) = content { try? file.close() }
  }

  /// - Returns: the number of bytes written into the buffer; 0 at the end of the body.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
    let wanted = Int(min(Int64(buffer.count), length - position))
    guard wanted > 0 else { return 0 }
    switch content {
    case .bytes(let bytes):
      let start = Int(position)
      buffer.copyBytes(from: bytes[start..<start + wanted])
      position += Int64(wanted)
      return wanted
    case .file(let file, let path, let offset):
      let count: Int
      do {
        count = try file.read(
          fromAbsoluteOffset: offset + position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      } catch {
        throw FileFailure("read", path, error as? Errno ?? .ioError)
      }
      // The file has become shorter since its length was taken.
      guard count > 0 else { throw FileFailure("read", path, .ioError) }
      position += Int64(count)
      return count
    }
  }

  /// - Returns: whether the body can go on from there.
  mutating func seek(to position: Int64) -> Bool {
    guard (0...length).contains(position) else { return false }
    self.position = position
    return true
  }
}
