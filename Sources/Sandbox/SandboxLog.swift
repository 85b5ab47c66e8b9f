public import FileIO
import Glibc
import Synchronization
public import SystemPackage

/// What a program in a sandbox prints: its beginning goes to a file as it comes, its end at the end of the program, and
/// the middle of a very long one nowhere. Neither the disk nor the memory fills up.
public final class SandboxLog: Sendable {
  /// Bytes of a line; a longer one passes in pieces.
  private static let longestLine = 64 << 10

  private struct State {
    var file: FileDescriptor?
    /// Bytes that have come, and those of them that are in the file.
    var total = 0
    var written = 0
    /// The last bytes that came.
    var recent: [UInt8] = []
    /// A line, or the part of it, that has come and is not in the file.
    var unfinished: [UInt8] = []
  }

  private let half: Int
  private let hiding: @Sendable (String) -> String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - path: the file, whose earlier content is replaced; `nil` keeps the log in memory only.
  ///   - limit: bytes of the file.
  ///   - hiding: removes secrets from lines; nothing is written that has not passed through it.
  public init(
    _ path: FilePath?, limit: Int = 8 << 20, hiding: @escaping @Sendable (String) -> String = { $0 }
  ) throws(FileFailure) {
    half = limit / 2
    self.hiding = hiding
    var file: FileDescriptor?
    if let path {
      _ = path.withPlatformString { unlink($0) }
      let number = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644) }
      guard number >= 0 else { throw FileFailure("write", path, Errno(rawValue: errno)) }
      file = FileDescriptor(rawValue: number)
    }
    state = Mutex(State(file: file))
  }

  deinit { state.withLock { try? $0.file?.close() } }

  public func append(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      state.total += bytes.count
      state.recent.append(contentsOf: bytes)
      // Trimming only at twice the size keeps the cost per byte constant.
      if state.recent.count > 2 * half { state.recent.removeFirst(state.recent.count - half) }
      let room = half - state.written - state.unfinished.count
      guard room > 0 else { return }
      state.unfinished.append(contentsOf: bytes.prefix(room))
      let end = state.unfinished.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
      guard let count = end ?? (state.unfinished.count < Self.longestLine ? nil : state.unfinished.count) else {
        return
      }
      write(state.unfinished.prefix(count), &state)
      state.unfinished.removeFirst(count)
    }
  }

  /// Completes the file with the end of what has come.
  public func finish() {
    state.withLock { state in
      let missing = state.total - state.written
      var end = state.recent.suffix(min(missing, half))
      if missing > end.count {
        // Not half a line, in which half a secret would not be found.
        end = end[((end.firstIndex(of: UInt8(ascii: "\n")) ?? end.startIndex - 1) + 1)...]
        write(Array("\n[\(missing - end.count) bytes left out]\n".utf8)[...], &state)
      }
      write(end, &state)
      state.unfinished = []
      try? state.file?.close()
      state.file = nil
    }
  }

  /// The end of what has come so far, without a partial first line; `nil` if nothing has.
  public func tail(_ limit: Int) -> String? {
    let (bytes, isWhole) = state.withLock { state in
      (Array(state.recent.suffix(min(limit, half))), state.total <= min(limit, half))
    }
    guard !bytes.isEmpty else { return nil }
    let start = isWhole ? 0 : bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return hiding(String(decoding: bytes[start...], as: UTF8.self))
  }

  /// Whether the text is in a line of what has come, as far as it is still in memory.
  public func contains(_ text: String) -> Bool {
    let recent = state.withLock { $0.recent }
    return String(decoding: recent, as: UTF8.self).contains(text)
  }

  /// A log that cannot be written costs its text, not the verdict.
  private func write(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    state.written += bytes.count
    guard let file = state.file, !bytes.isEmpty else { return }
    _ = try? file.writeAll(Array(hiding(String(decoding: bytes, as: UTF8.self)).utf8))
  }
}
