import Testing

extension Interop {
  @Suite struct `A whole run` {
    /// Blobs, layers and logs stream; the debug build is no smaller than the one that is shipped.
    @Test func `stays below 150 MB, its child processes apart`() throws {
      let peak = try PushedAgent.current().peakMemory
      #expect(peak > 1_000_000 && peak < 150_000_000, "\(peak) bytes")
    }
  }
}
