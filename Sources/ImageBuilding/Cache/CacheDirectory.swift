import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import OCIImage
public import SystemPackage
public import TextFormats

/// The directory that runs on this machine share: what is in it, and how it is kept small.
///
/// Removing waits for the runs that use the cache, and they for it. Everything in it can be made again, and each step
/// leaves it valid: an entry without its blob counts as missing.
public struct CacheDirectory: Sendable {
  static let images = "images"
  static let layers = "layers"
  static let paths = "paths"
  static let verified = "verified"
  /// A run that uses the cache takes minutes.
  private static let patience = Duration.seconds(30 * 60)

  public struct Usage: Sendable, Hashable {
    /// Blobs: layers of agents and of base images, and their documents.
    public var blobs = 0
    public var bytes: Int64 = 0
    /// Layers that can be found again by what they were made from.
    public var entries = 0
  }

  public let path: FilePath

  private var layout: FilePath { path.appending(Self.images) }
  /// One for each algorithm of digests, though it may not exist.
  private var blobDirectories: [(algorithm: Digest.Algorithm, path: FilePath)] {
    Digest.Algorithm.allCases.map { ($0, layout.appending("blobs").appending($0.rawValue)) }
  }
  /// One for each kind of source, as `LayerCache` names them.
  private func entryDirectories() throws -> [FilePath] {
    let layers = path.appending(Self.layers)
    return try Self.names(in: layers).map { layers.appending($0) }
  }

  public init(_ path: FilePath) {
    self.path = path
  }

  /// Creates the directory for this user alone, or checks that it is: any other user with write access could decide
  /// what goes into images.
  func claim() throws {
    try Directory.create(path, permissions: 0o700)
    try checkOwner()
  }

  private func checkOwner() throws {
    // Of a symbolic link both the link and its target.
    var link = stat()
    var target = stat()
    guard path.withPlatformString({ lstat($0, &link) }) == 0, path.withPlatformString({ stat($0, &target) }) == 0
    else { throw FileFailure("access", path, Errno(rawValue: errno)) }
    let trouble: String? =
      if let other = [link, target].map(\.st_uid).first(where: { $0 != getuid() }) {
        "belongs to the user \(other), not to \(getuid())"
      } else if target.st_mode & S_IWOTH != 0 {
        "is writable by every user"
      } else if target.st_mode & S_IWGRP != 0 {
        "is writable by its group"
      } else {
        nil
      }
    guard let trouble else { return }
    throw Failure(
      .infrastructure, "unsafe-cache", "the cache directory `\(path)` \(trouble): its contents cannot be trusted",
      hints: [
        "set your own directory with --cache-dir, or fix the owner and the mode: `chmod -R go-w \(path)`"
      ])
  }

  public func usage() throws -> Usage {
    var usage = Usage()
    guard try FileStatus.of(path) != nil else { return usage }
    try checkOwner()
    for file in try blobs() {
      usage.blobs += 1
      usage.bytes += file.size
    }
    for directory in try entryDirectories() { usage.entries += try Self.files(in: directory).count }
    return usage
  }

  /// Removes the least recently used blobs until the rest fits, and what killed runs left.
  /// - Parameters:
  ///   - limit: bytes that may stay.
  ///   - age: what was not used for this long until `now` is removed whatever its size.
  /// - Returns: what was removed.
  public func prune(to limit: Int64, unusedFor age: Duration?, now: Timestamp) async throws -> Usage {
    guard try FileStatus.of(path) != nil else { return Usage() }
    try checkOwner()
    let lock = try await lock()
    defer { withExtendedLifetime(lock) {} }
    var gone = Usage()
    for directory in try [layout] + entryDirectories() {
      for name in try Self.names(in: directory) where name.hasPrefix(".partial-") || name.hasSuffix(".tmp") {
        try Directory.remove(directory.appending(name))
      }
    }
    let blobs = try blobs().sorted { $0.used < $1.used }
    var rest = blobs.reduce(Int64(0)) { $0 + $1.size }
    let oldest = age.map { now.milliseconds / 1000 - $0.components.seconds } ?? .min
    for blob in blobs where rest > limit || blob.used < oldest {
      try Directory.remove(blob.path)
      rest -= blob.size
      gone.blobs += 1
      gone.bytes += blob.size
    }
    gone.bytes += try pruneTools(to: max(0, limit - rest), usedSince: oldest)
    gone.entries = try removeOrphans()
    return gone
  }

  /// Compares every blob with its digest, and removes those that are damaged: the next build makes or fetches them anew.
  /// Files that are no blob of this cache are removed, too.
  /// - Parameter report: called with each damaged blob's path.
  /// - Returns: what was removed.
  public func verify(_ report: (FilePath) -> Void) async throws -> Usage {
    guard try FileStatus.of(path) != nil else { return Usage() }
    try checkOwner()
    let lock = try await lock()
    defer { withExtendedLifetime(lock) {} }
    var gone = Usage()
    for (algorithm, directory) in blobDirectories {
      for name in try Self.names(in: directory) {
        try Task.checkCancellation()
        let file = directory.appending(name)
        let status = try FileStatus.of(file)
        if status?.kind == .file, try algorithm.digest(ofFile: file).hex == name { continue }
        report(file)
        try Directory.remove(file)
        gone.blobs += 1
        gone.bytes += status?.size ?? 0
      }
    }
    gone.entries = try removeOrphans()
    return gone
  }

  private func lock() async throws -> DirectoryLock {
    guard let lock = try await DirectoryLock.locking(path, .exclusive, within: Self.patience) else {
      throw Failure(
        .infrastructure, "cache-locked", "the cache `\(path)` is in use by other processes", hints: ["try again later"])
    }
    return lock
  }

  /// Removes the entries and notes whose blob is gone.
  /// - Returns: how many entries.
  private func removeOrphans() throws -> Int {
    let left = Set(
      try blobDirectories.flatMap { algorithm, directory in
        try Self.names(in: directory).compactMap { Digest(hex: $0, algorithm) }
      })
    let names = Set(left.map(\.hex))
    var count = 0
    for entry in try entryDirectories().flatMap(Self.files) {
      let bytes = (try? FileContents.read(entry.path, limit: LayerCache.entryLimit)) ?? []
      let layer = try? JSONDecoder().decode(Layer.self, from: Data(bytes))
      guard layer.map({ left.contains($0.descriptor.digest) }) != true else { continue }
      try Directory.remove(entry.path)
      count += 1
    }
    for notes in [path.appending(Self.paths), path.appending(Self.verified)] {
      for name in try Self.names(in: notes) where !names.contains(String(name.prefix { $0 != "." })) {
        try Directory.remove(notes.appending(name))
      }
    }
    return count
  }

  /// Notes that a blob is of use. Where that is forbidden, it only counts as older than it is. The time of its last
  /// change stays: it shows whether the blob was written to.
  static func touch(_ path: FilePath) {
    // Glibc's UTIME_NOW and UTIME_OMIT, which Swift cannot import.
    let times = [timespec(tv_sec: 0, tv_nsec: (1 << 30) - 1), timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)]
    _ = path.withPlatformString { utimensat(AT_FDCWD, $0, times, 0) }
  }

  private struct File {
    var path: FilePath
    var size: Int64
    /// Seconds since 1970.
    var used: Int64
  }

  private func blobs() throws -> [File] { try blobDirectories.flatMap { try Self.files(in: $0.path) } }

  private static func names(in directory: FilePath) throws -> [String] {
    try FileStatus.of(directory)?.kind == .directory ? Directory.names(in: directory) : []
  }

  private static func files(in directory: FilePath) throws -> [File] {
    try names(in: directory).compactMap { name in
      let path = directory.appending(name)
      var status = stat()
      guard path.withPlatformString({ lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return File(path: path, size: Int64(status.st_size), used: Int64(status.st_atim.tv_sec))
    }
  }
}
