import FileIO
import Glibc
import SystemPackage

/// Reads a request's body for libcurl, from memory and files, and can start again anywhere.
struct BodySource: ~Copyable {
  private let parts: [HTTPRequest.Body.Part]
  /// Where each part begins.
  private let starts: [Int64]
  /// Bytes.
  let length: Int64
  private(set) var position: Int64 = 0
  private var index = 0
  /// The open file of the part at `index`.
  private var file: FileDescriptor?

  /// `nil` if there is no body.
  init?(_ body: HTTPRequest.Body) throws(FileFailure) {
    switch body {
    case .none: return nil
    case .bytes(let bytes): parts = [.bytes(bytes)]
    case .file(let path, let offset, let length): parts = [.file(path, offset: offset, length: length)]
    case .parts(let several): parts = several
    }
    var starts: [Int64] = []
    var length: Int64 = 0
    for part in parts {
      starts.append(length)
      length += part.length
    }
    self.starts = starts
    self.length = length
    // A file that is missing is found before anything is sent.
    if parts.count == 1, case .file(let path, _, _) = parts[0] { file = try Self.open(path) }
  }

  deinit {
    try? file?.close()
  }

  /// - Returns: the number of bytes written into the buffer; 0 at the end of the body.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
    var count = 0
    // Many parts are small: one call fills the buffer from as many as it takes.
    while count < buffer.count, position < length {
      while position >= starts[index] + parts[index].length { advance() }
      let read = try readPart(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      count += read
      position += Int64(read)
    }
    return count
  }

  private mutating func readPart(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
    let done = position - starts[index]
    let wanted = Int(min(Int64(buffer.count), parts[index].length - done))
    switch parts[index] {
    case .bytes(let bytes):
      buffer.copyBytes(from: bytes[Int(done)..<Int(done) + wanted])
      return wanted
    case .file(let path, let offset, _):
      let open: FileDescriptor
      if let file { open = file } else { open = try Self.open(path) }
      file = open
      let count: Int
      do {
        count = try open.read(
          fromAbsoluteOffset: offset + done, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
      } catch {
        throw FileFailure("read", path, error as? Errno ?? .ioError)
      }
      // The file has become shorter since its length was taken.
      guard count > 0 else { throw FileFailure("read", path, .ioError) }
      return count
    }
  }

  private mutating func advance() {
    try? file?.close()
    file = nil
    index += 1
  }

  private static func open(_ path: FilePath) throws(FileFailure) -> FileDescriptor {
    do {
      return try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    } catch {
      throw FileFailure("read", path, error as? Errno ?? .ioError)
    }
  }

  /// - Returns: whether the body can go on from there.
  mutating func seek(to position: Int64) -> Bool {
    guard (0...length).contains(position) else { return false }
    self.position = position
    if index > 0 {
      try? file?.close()
      file = nil
      index = 0
    }
    return true
  }
}
