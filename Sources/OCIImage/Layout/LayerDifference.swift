import FileIO

/// Finds the first thing in which two archives of a layer differ.
public enum LayerDifference {
  /// - Returns: the entry and how it differs, as the end of a sentence; `nil` if all entries are equal.
  public static func first(
    _ one: Descriptor, in oneLayout: ImageLayout, _ other: Descriptor, in otherLayout: ImageLayout
  ) throws(ImageFailure) -> String? {
    let left = try LayerArchive.open(one, in: oneLayout)
    let right = try LayerArchive.open(other, in: otherLayout)
    let (buffer, otherBuffer) = (RawBuffer(count: 64 << 10), RawBuffer(count: 64 << 10))
    while true {
      let (entry, otherEntry) = (try left.next(), try right.next())
      guard let entry, let otherEntry else {
        return (entry ?? otherEntry).map { "`\($0.name)` is in only one of the builds" }
      }
      guard entry.path == otherEntry.path else { return "`\(entry.name)` is in the place of `\(otherEntry.name)`" }
      if let what = difference(entry, otherEntry) { return "`\(entry.name)` differs in its \(what)" }
      while true {
        let (count, otherCount) = (try left.fill(buffer.bytes), try right.fill(otherBuffer.bytes))
        guard buffer.prefix(count).elementsEqual(otherBuffer.prefix(otherCount)) else {
          return "`\(entry.name)` differs in its contents"
        }
        if count == 0 { break }
      }
    }
  }

  private static func difference(_ one: TarEntry, _ other: TarEntry) -> String? {
    if one.kind != other.kind { return "kind" }
    if one.mode != other.mode { return "mode" }
    if one.uid != other.uid || one.gid != other.gid { return "owner" }
    if one.modified != other.modified { return "time" }
    if one.linkTarget != other.linkTarget { return "target" }
    return one.size == other.size ? nil : "size"
  }
}
