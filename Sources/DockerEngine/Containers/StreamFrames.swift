/// Takes the output of a container's program apart: frames of eight bytes of header and the text behind it (Engine API,
/// "ContainerAttach", stream format).
struct StreamFrames {
  private static let headerLength = 8

  private var header: [UInt8] = []
  /// Bytes of the present frame that are still to come.
  private var rest = 0

  /// - Parameter take: gets the text, of both streams in their order.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      if rest == 0 {
        let missing = bytes.prefix(Self.headerLength - header.count)
        header += missing
        bytes = bytes.dropFirst(missing.count)
        guard header.count == Self.headerLength else { return }
        rest = header[4...].reduce(0) { $0 << 8 | Int($1) }
        header = []
      } else {
        let text = bytes.prefix(rest)
        try take(UnsafeRawBufferPointer(rebasing: text))
        rest -= text.count
        bytes = bytes.dropFirst(text.count)
      }
    }
  }
}
