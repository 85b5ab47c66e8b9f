import CGit2

/// What makes an index the changes to a shared one (gitformat-index, "Split index").
struct IndexLink {
  /// The checksum of the shared index, which is in its file name; `nil` if everything is in this one.
  let shared: ObjectID?
  /// Positions in the shared index.
  private let deleted: [Int]
  private let replaced: [Int]

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
    guard replaced.count <= changes.count else { return nil }
    var entries: [IndexFile.Entry?] = shared
    for (position, change) in zip(replaced, changes) {
      guard position < shared.count, change.path.isEmpty else { return nil }
      entries[position] = IndexFile.Entry(fields: change.fields, path: shared[position].path)
    }
    for position in deleted {
      guard position < shared.count else { return nil }
      entries[position] = nil
    }
    return entries.compactMap(\.self) + changes.dropFirst(replaced.count)
  }

  /// The bits that are set in a compressed bitmap (EWAH): a word that says how often one bit repeats and how many words
  /// follow as they are, those words, and so on.
  private static func positions(_ reader: inout IndexBytes) throws(GitFailure) -> [Int] {
    let bitCount = Int(try reader.number())
    let wordCount = Int(try reader.number())
    var words = try reader.part(8 * wordCount)
    // Where the last such word is: for writers.
    try reader.skip(4)
    var (positions, bit) = ([Int](), 0)
    while !words.isAtEnd {
      let marker = try words.longNumber()
      let run = 64 * Int(marker >> 1 & 0xFFFF_FFFF)
      if marker & 1 == 1 {
        guard bit + run <= (bitCount + 63) / 64 * 64 else { throw reader.damage }
        positions += bit..<(bit + run)
      }
      bit += run
      for _ in 0..<Int(marker >> 33) {
        let word = try words.longNumber()
        for place in 0..<64 where word >> UInt64(place) & 1 == 1 { positions.append(bit + place) }
        bit += 64
      }
    }
    return positions.filter { $0 < bitCount }
  }
}
