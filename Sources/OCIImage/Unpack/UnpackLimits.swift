/// How much an image may be when it is unpacked: a layer of a few kilobytes can fill any disk.
public struct UnpackLimits: Sendable, Hashable {
  /// In the contents of files.
  public var bytes: Int64
  /// Files, directories, links and deletions of all layers; the parent directories that they do not list, too.
  public var entries: Int

  /// By default more than any known image has: 100 GiB in 5 million entries.
  public init(bytes: Int64? = nil, entries: Int? = nil) {
    self.bytes = bytes ?? 100 << 30
    self.entries = entries ?? 5_000_000
  }

  /// Takes one entry off what is left.
  mutating func take(_ entry: TarEntry) throws(ImageFailure) {
    guard entries > 0 else { throw .tooManyFiles(at: entry.name) }
    guard entry.size <= bytes else { throw .tooLarge(at: entry.name) }
    _ = takeEntry()
    bytes -= entry.size
  }

  /// - Returns: whether there was one left.
  mutating func takeEntry() -> Bool {
    guard entries > 0 else { return false }
    entries -= 1
    return true
  }
}
