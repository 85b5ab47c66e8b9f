/// Cuts a stream of JSON objects, one after the other as engines send them, into its objects.
struct JSONStream {
  /// The largest object, in bytes: a trace of BuildKit carries at most some pages of output.
  static let limit = 16 << 20

  private var pending: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// - Returns: the objects that end with these bytes.
  /// - Throws: if something else than an object comes, or one does not end.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(EngineFailure) -> [[UInt8]] {
    var objects: [[UInt8]] = []
    var start = 0
    for (index, byte) in bytes.enumerated() {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if depth == 0 { start = index }
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { throw Self.malformed }
        depth -= 1
        if depth == 0 {
          objects.append(pending + bytes[start...index])
          pending = []
          start = index + 1
        }
      case UInt8(ascii: "\""):
        guard depth > 0 else { throw Self.malformed }
        isInString = true
      default:
        guard depth > 0 || byte <= 0x20 else { throw Self.malformed }
      }
    }
    if depth > 0 { pending += bytes[start...] }
    guard pending.count <= Self.limit else { throw Self.malformed }
    return objects
  }

  static let malformed = EngineFailure(
    .malformedAnswer, "the engine's progress is not a stream of JSON objects",
    hints: ["check that `DOCKER_HOST` is a Docker Engine or podman"])
}
