import FileIO
import Glibc
import SystemPackage

extension CacheDirectory {
  /// What the tools of one agent keep, and when it was last used.
  private struct Kept {
    var path: FilePath
    var size: Int64
    /// Seconds since 1970.
    var used: Int64
  }

  /// Removes what the tools of the least recently used agents keep, until the rest fits.
  /// - Parameters:
  ///   - limit: bytes that may stay.
  ///   - oldest: seconds since 1970; what was last used before is removed whatever its size.
  /// - Returns: the bytes that were removed.
  func pruneTools(to limit: Int64, usedSince oldest: Int64) throws -> Int64 {
    let directory = path.appending(ToolCaches.directory)
    guard try FileStatus.of(directory)?.kind == .directory else { return 0 }
    var kept: [Kept] = []
    for trust in try Directory.names(in: directory) {
      for name in try Directory.names(in: directory.appending(trust)) {
        let agent = directory.appending(trust).appending(name)
        var status = stat()
        guard agent.withPlatformString({ lstat($0, &status) }) == 0 else { continue }
        kept.append(Kept(path: agent, size: try Self.size(of: agent), used: Int64(status.st_atim.tv_sec)))
      }
    }
    var rest = kept.reduce(0) { $0 + $1.size }
    var gone: Int64 = 0
    for agent in kept.sorted(by: { $0.used < $1.used }) where rest > limit || agent.used < oldest {
      try Directory.remove(agent.path)
      rest -= agent.size
      gone += agent.size
    }
    return gone
  }

  private static func size(of directory: FilePath) throws -> Int64 {
    try Directory.names(in: directory).reduce(0) { sum, name in
      let path = directory.appending(name)
      guard let status = try FileStatus.of(path) else { return sum }
      return try sum + (status.kind == .directory ? size(of: path) : status.size)
    }
  }
}
