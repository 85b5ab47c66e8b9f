import Testing
import TextFormats

@Suite("Timestamp") struct TimestampTests {
  @Test(arguments: [
    (Int64(0), "1970-01-01T00:00:00Z"),
    (1_582_934_400_000, "2020-02-29T00:00:00Z"),
    (1_763_818_245_067, "2025-11-22T13:30:45.067Z"),
    (-1000, "1969-12-31T23:59:59Z"),
  ])
  func `is written as RFC 3339 in UTC`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
  }

  @Test func `of any number of seconds is one that RFC 3339 can write`() {
    #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
    // The calendar of the formatter is two days off that early.
    #expect(Timestamp(seconds: .min).description.hasPrefix("0001-01-0"))
  }
}
