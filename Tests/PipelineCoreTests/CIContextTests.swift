import FoundationEssentials
import PipelineCore
import Testing

@Suite("The CI context in reports") struct CIContextTests {
  private static func json(_ event: CIContext.Event?) throws -> String {
    var context = CIContext(vendor: "x")
    context.event = event
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(context), as: UTF8.self)
  }

  @Test(
    "an event is written in kebab case",
    arguments: zip(
      CIContext.Event.allCases, ["push", "tag", "change-request", "merge-queue", "schedule", "manual", "other"]))
  func event(event: CIContext.Event, name: String) throws {
    let text = try Self.json(event)
    #expect(text == #"{"event":"\#(name)","vendor":"x"}"#)
    #expect(try JSONDecoder().decode(CIContext.self, from: Data(text.utf8)).event == event)
  }

  @Test func `an unknown event is left out, and a report of an older version has none`() throws {
    #expect(try Self.json(nil) == #"{"vendor":"x"}"#)
    #expect(try JSONDecoder().decode(CIContext.self, from: Data(#"{"vendor":"x"}"#.utf8)).event == nil)
  }
}
