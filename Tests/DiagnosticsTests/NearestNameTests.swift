import Diagnostics
import Testing

@Suite("NearestName") struct NearestNameTests {
  @Test(arguments: [("runtme", "runtime"), ("contaner", "container"), ("PORT", "port")])
  func `finds the name a user probably meant`(typed: String, meant: String) {
    #expect(NearestName.to(typed, in: ["runtime", "container", "port", "host"]) == meant)
  }

  @Test func `stays silent where nothing is close`() {
    #expect(NearestName.to("whatever", in: ["runtime", "port"]) == nil)
  }
}
