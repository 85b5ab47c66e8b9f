import Glibc
import SystemPackage

/// A file of any size, read through maps of a few parts of it, so that it never counts as more memory than those.
final class FileWindows {
  /// Whoever asks for no more than `step` bytes finds them in one window.
  private static let step = 2 << 20
  private static let limit = 4

  let size: Int
  private let file: FileDescriptor
  /// The one that was used last comes first.
  private var windows: [UnsafeRawBufferPointer] = []
  private var starts: [Int] = []

  /// - Returns: nothing where there is no such file.
  init?(_ path: FilePath) {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    guard let size = try? file.seek(offset: 0, from: .end) else {
      try? file.close()
      return nil
    }
    self.file = file
    self.size = Int(size)
  }

  deinit {
    for window in windows { Self.unmap(window) }
    try? file.close()
  }

  /// Lets a closure look at the bytes from an offset on, fewer than asked for at the end of the file.
  ///
  /// - Returns: nothing where there are none, or the file cannot be mapped.
  func withBytes<Result>(
    at offset: Int, upTo count: Int, _ body: (UnsafeRawBufferPointer) -> Result?
  ) -> Result? {
    guard offset >= 0, count >= 0, offset < size else { return nil }
    let end = min(offset + count, size)
    guard let (window, start) = window(offset, end) else { return nil }
    return body(UnsafeRawBufferPointer(rebasing: window[(offset - start)..<(end - start)]))
  }

  private func window(_ offset: Int, _ end: Int) -> (UnsafeRawBufferPointer, Int)? {
    if let place = windows.indices.first(where: { starts[$0] <= offset && end <= starts[$0] + windows[$0].count }) {
      if place > 0 {
        windows.swapAt(place, 0)
        starts.swapAt(place, 0)
      }
      return (windows[0], starts[0])
    }
    let start = offset / Self.step * Self.step
    let length = min(max(end - start, 2 * Self.step), size - start)
    guard let base = mmap(nil, length, PROT_READ, MAP_PRIVATE, file.rawValue, start), base != MAP_FAILED else {
      return nil
    }
    if windows.count == Self.limit {
      Self.unmap(windows.removeLast())
      starts.removeLast()
    }
    windows.insert(UnsafeRawBufferPointer(start: base, count: length), at: 0)
    starts.insert(start, at: 0)
    return (windows[0], start)
  }

  private static func unmap(_ window: UnsafeRawBufferPointer) {
    munmap(UnsafeMutableRawPointer(mutating: window.baseAddress), window.count)
  }
}
