import Glibc

/// A standard input that never ends and never contains anything: a pipe whose reader is its own writer.
enum OpenInput {
  /// - Returns: the descriptor; -1 with `errno` set if that fails.
  static func make() -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return -1 }
    // Opened again for both (fifo(7)), so that no end of it is left over that the program would inherit.
    let both = open("/proc/self/fd/\(ends[0])", O_RDWR)
    for end in ends { close(end) }
    return both
  }
}
