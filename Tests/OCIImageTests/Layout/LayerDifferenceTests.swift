import OCIImage
import Testing

@Suite("The first difference of two layers") struct LayerDifferenceTests {
  private static let attributes = LayerAttributes(modified: 0)

  private func difference(_ one: [LayerEntry], _ other: [LayerEntry]) throws -> String? {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let builder = LayerBuilder(layout: layout, parents: Self.attributes)
    let (left, right) = (try builder.write(one).descriptor, try builder.write(other).descriptor)
    return try LayerDifference.first(left, in: layout, right, in: layout)
  }

  private func file(_ path: String, _ text: String, mode: UInt16 = 0o644, modified: Int64 = 0) -> LayerEntry {
    LayerEntry(
      path: path, contents: .bytes(Array(text.utf8)), mode: mode, attributes: LayerAttributes(modified: modified))
  }

  @Test func `is nothing of equal ones`() throws {
    #expect(try difference([file("a/b", "1")], [file("a/b", "1")]) == nil)
  }

  @Test func `names the entry and what differs of it`() throws {
    let one = [file("a", "1"), file("b", "2")]
    #expect(try difference(one, [file("a", "1"), file("b", "3")]) == "`b` differs in its contents")
    #expect(try difference(one, [file("a", "1"), file("b", "22")]) == "`b` differs in its size")
    #expect(try difference(one, [file("a", "1", mode: 0o755), file("b", "2")]) == "`a` differs in its mode")
    #expect(try difference(one, [file("a", "1"), file("b", "2", modified: 1)]) == "`b` differs in its time")
    #expect(try difference(one, [file("a", "1")]) == "`b` is in only one of the builds")
    #expect(try difference(one, [file("a", "1"), file("c", "2")]) == "`b` is in the place of `c`")
  }
}
