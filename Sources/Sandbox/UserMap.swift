import FileIO
import Glibc
import SystemPackage

/// Which users of the host those of a sandbox are, for the uid_map and gid_map of its user namespace
/// (user_namespaces(7)).
///
/// Root in the sandbox is an unprivileged user of the host, which owns nothing there. Files of the image get the mapped
/// owners when they are unpacked, so that nothing has to be changed later.
public struct UserMap: Sendable, Hashable, Codable {
  /// Users and groups that follow one another.
  struct Range: Sendable, Hashable, Codable {
    var inside: UInt32
    var outside: UInt32
    var count: UInt32
  }

  /// What images use: 65534 is the user of those who have none.
  private static let wanted: UInt32 = 65536
  /// Fewer hold no usual image: 65532 is the user of distroless images.
  private static let fewest: UInt32 = 65533
  /// The last block of the range for containers (systemd.io/UIDS-GIDS), which adduser and useradd leave alone.
  private static let preferred: UInt32 = 0x6fff_0000

  var ranges: [Range]

  /// - Parameter further: users and groups beyond the usual 65536 that the image runs as.
  /// - Returns: `nil` if this process is not root, or root of a user namespace that has too few users itself.
  public static func shifted(including further: [UInt32] = []) -> UserMap? {
    guard geteuid() == 0 else { return nil }
    return shifted(
      including: further, users: available(in: "/proc/self/uid_map"), groups: available(in: "/proc/self/gid_map"))
  }

  static func shifted(
    including further: [UInt32], users: [ClosedRange<UInt32>], groups: [ClosedRange<UInt32>]
  ) -> UserMap? {
    let further = Set(further.filter { $0 >= wanted }).sorted()
    let size = wanted + UInt32(further.count)
    let both = users.flatMap { user in groups.filter { $0.overlaps(user) }.map { $0.clamped(to: user) } }
    // Never 0, which is root of the host or of the namespace that this process is root of.
    let free = both.compactMap { max(1, $0.lowerBound) <= $0.upperBound ? max(1, $0.lowerBound)...$0.upperBound : nil }
    let block = preferred...(preferred + size - 1)
    let start: UInt32
    var count = wanted
    if free.contains(where: { $0.contains(block.lowerBound) && $0.contains(block.upperBound) }) {
      start = preferred
    } else {
      guard let largest = free.max(by: { $0.count < $1.count }), largest.count >= Int(fewest) + further.count else {
        return nil
      }
      start = largest.lowerBound
      count = UInt32(min(largest.count - further.count, Int(wanted)))
    }
    var ranges = [Range(inside: 0, outside: start, count: count)]
    for (index, id) in further.enumerated() {
      ranges.append(Range(inside: id, outside: start + count + UInt32(index), count: 1))
    }
    return UserMap(ranges: ranges)
  }

  /// The user or group of the host; one that the sandbox does not have becomes its last.
  public func outside(_ id: UInt32) -> UInt32 {
    for range in ranges where id >= range.inside && id - range.inside < range.count {
      return range.outside + (id - range.inside)
    }
    return ranges[0].outside + min(65534, ranges[0].count - 1)
  }

  /// The contents of uid_map and gid_map.
  var text: String { ranges.map { "\($0.inside) \($0.outside) \($0.count)\n" }.joined() }

  /// The users that this process may hand on.
  private static func available(in file: String) -> [ClosedRange<UInt32>] {
    let contents = (try? FileContents.read(FilePath(file), limit: 64 << 10)) ?? []
    return String(decoding: contents, as: UTF8.self).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ").compactMap { UInt64($0) }
      guard fields.count == 3, fields[2] > 0, fields[0] + fields[2] <= 1 << 32 else { return nil }
      return UInt32(fields[0])...UInt32(fields[0] + fields[2] - 1)
    }
  }
}
