import Diagnostics
import Testing
import YAMLTree

@Suite("Places") struct LocationTests {
  static let text = """
    name: chatbot
    tags: [a, "b c"]
    spec:
      ports:
        - container: 8080
      note: |
        text
      empty:
    """

  @Test(arguments: [
    (["name"], "1:7-1:14"),
    (["tags"], "2:7-2:17"),
    (["spec"], "4:3-8:9"),
    (["spec", "ports"], "5:5-5:22"),
    (["spec", "empty"], "8:9-8:9"),
  ])
  func `are ranges of lines and columns`(path: [String], expected: String) throws {
    let root = try #require(parse(Self.text).root)
    let node = path.reduce(root as YAMLNode?) { $0?[$1] }
    #expect(node?.location.span == expected)
  }

  @Test func `of keys differ from those of values`() throws {
    let root = try #require(parse(Self.text).root)
    #expect(root["spec"]?.pair("ports")?.key.location.span == "4:3-4:8")
    #expect(root["tags"]?.sequence?.last?.location.span == "2:11-2:16")
  }

  @Test(arguments: [
    "ä: x\nüö: wert", "\u{FEFF}ä: x\nüö: wert", "ä: x\r\nüö: wert", "ä: x\r\n\r\nüö: wert", "😀: x\nüö: wert",
  ])
  func `count Unicode scalars whatever the line ends and the mark at the start`(text: String) {
    let place = parse(text).root?["üö"]?.location
    #expect(place?.column == 5)
    #expect(place?.line == (text.contains("\r\n\r\n") ? 3 : 2))
  }
}
