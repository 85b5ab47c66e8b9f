import Testing

@testable import Sandbox

struct `The users of a sandbox` {
  private typealias Range = UserMap.Range

  private func map(_ available: ClosedRange<UInt32>..., including further: [UInt32] = []) -> [UserMap.Range]? {
    UserMap.shifted(including: further, users: available, groups: available)?.ranges
  }

  @Test func `are the last of the host's range for containers`() {
    #expect(map(0...(.max)) == [Range(inside: 0, outside: 0x6fff_0000, count: 65536)])
  }

  @Test func `are never root of the namespace that the tool is root of`() {
    // As root of a rootless engine's container: 0 is the user, the others are from /etc/subuid.
    #expect(map(0...65536) == [Range(inside: 0, outside: 1, count: 65536)])
    #expect(map(0...65535) == [Range(inside: 0, outside: 1, count: 65535)])
    #expect(map(0...0) == nil)
    #expect(map(0...1000) == nil)
  }

  @Test func `include one that the image runs as`() throws {
    let found = map(0...(.max), including: [7, 1_000_660_000])
    let ranges = try #require(found)
    #expect(ranges.last == Range(inside: 1_000_660_000, outside: 0x6fff_0000 + 65536, count: 1))
    let map = UserMap(ranges: ranges)
    #expect(map.outside(7) == 0x6fff_0007 && map.outside(1_000_660_000) == 0x7000_0000)
    #expect(map.outside(70_000) == 0x6fff_0000 + 65534, "others are nobody")
    #expect(map.text == "0 1878982656 65536\n1000660000 1879048192 1\n")
  }

  @Test func `exist as users and as groups`() {
    let map = UserMap.shifted(including: [], users: [0...200_000], groups: [100_000...300_000])
    #expect(map?.ranges == [Range(inside: 0, outside: 100_000, count: 65536)])
  }
}
