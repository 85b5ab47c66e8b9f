import CGit2

/// What makes an index the changes to a shared one (gitformat-index, "Split index").
struct IndexLink {
  /// The checksum of the shared index, which is in its file name; `nil` if everything is in this one.
  let shared: ObjectID?
  /// Positions in the shared index, in their order.
  private let deleted: [Range<Int>]
  private let replaced: [Range<Int>]

  init(_ reader: inout IndexBytes) throws(GitFailure) {
    let id = try reader.id()
    shared = id.isZero ? nil : id
    if reader.isAtEnd {
      (deleted, replaced) = ([], [])
    } else {
      (deleted, replaced) = (try Self.positions(&reader), try Self.positions(&reader))
    }
  }

  /// The entries of the shared index with the changes, in no order.
  ///
  /// - Parameter changes: replacements without a path come first, in the order of their positions.
  /// - Returns: `nil` if the two do not fit.
  func apply(_ changes: [IndexFile.Entry], to shared: [IndexFile.Entry]) -> [IndexFile.Entry]? {
    guard (deleted + replaced).allSatisfy({ $0.upperBound <= shared.count }) else { return nil }
    let positions = replaced.joined()
    guard positions.count <= changes.count else { return nil }
    var entries: [IndexFile.Entry?] = shared
    for (position, change) in zip(positions, changes) {
      guard change.path.isEmpty else { return nil }
      entries[position] = IndexFile.Entry(fields: change.fields, path: shared[position].path)
    }
    for position in deleted.joined() { entries[position] = nil }
    return entries.compactMap(\.self) + changes.dropFirst(positions.count)
  }

  /// The bits that are set in a compressed bitmap (EWAH): a word that says how often one bit repeats and how many words
  /// follow as they are, those words, and so on.
  private static func positions(_ reader: inout IndexBytes) throws(GitFailure) -> [Range<Int>] {
    let bitCount = Int(try reader.number())
    var words = try reader.part(8 * Int(try reader.number()))
    // Where the last such word is: for writers.
    try reader.skip(4)
    var (ranges, bit) = ([Range<Int>](), 0)
    while !words.isAtEnd {
      let marker = try words.longNumber()
      let run = 64 * Int(marker >> 1 & 0xFFFF_FFFF)
      if marker & 1 == 1 { ranges.append(bit..<(bit + run)) }
      bit += run
      for _ in 0..<Int(marker >> 33) {
        let word = try words.longNumber()
        for place in 0..<64 where word >> UInt64(place) & 1 == 1 { ranges.append((bit + place)..<(bit + place + 1)) }
        bit += 64
      }
    }
    // The last word may be longer than the bitmap.
    return ranges.map { $0.clamped(to: 0..<bitCount) }
  }
}
