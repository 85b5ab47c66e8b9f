import Testing

@testable import GitHistory

@Suite("Comparing folders") struct TreeDifferenceTests {
  private struct Entry: Hashable {
    var isFolder: Bool
    var id: [UInt8]
  }

  /// As git writes a tree object: a folder is sorted as if its name ended with a slash.
  private func tree(_ entries: [String: Entry]) -> [UInt8] {
    func key(_ name: String) -> [UInt8] { Array((entries[name]?.isFolder == true ? name + "/" : name).utf8) }
    return entries.keys.sorted { key($0).lexicographicallyPrecedes(key($1)) }.flatMap { name in
      let mode = entries[name]?.isFolder == true ? "40000" : "100644"
      return Array("\(mode) \(name)".utf8) + [0] + (entries[name]?.id ?? [])
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `names what differs, whatever bytes the ids hold`(seed: UInt64) {
    var generator = FixedNumbers(seed: seed)
    var left: [String: Entry] = [:]
    for number in 0..<Int.random(in: 0...60, using: &generator) {
      let name = ["a", "a.b", "a-b", "ab", "b"].randomElement(using: &generator).map { "\($0)\(number % 17)" } ?? "a"
      // Few different bytes, zeros among them: ids that look like the ends of names.
      let id = (0..<20).map { _ in [0, 0x20, 0x34, 0x61].randomElement(using: &generator) ?? 0 } as [UInt8]
      left[name] = Entry(isFolder: Bool.random(using: &generator), id: id)
    }
    var right = left
    for name in left.keys.sorted() where Int.random(in: 0..<8, using: &generator) == 0 {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: right[name] = nil
      case 1: right[name]?.id[Int.random(in: 0..<20, using: &generator)] ^= 1
      default: right[name]?.isFolder.toggle()
      }
    }
    if Bool.random(using: &generator) { right["new"] = Entry(isFolder: false, id: [UInt8](repeating: 7, count: 20)) }
    let expected = Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }
    let (one, other) = (tree(left), tree(right))
    let found = one.withUnsafeBytes { one in other.withUnsafeBytes { TreeDifference.names(one, $0) } }
    #expect(found == Set(expected.map { Array($0.utf8) }))
  }
}
