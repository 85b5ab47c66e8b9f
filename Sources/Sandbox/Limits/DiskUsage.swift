import CLinux
import Dispatch
import FileIO
import Glibc
import SystemPackage

/// How much a running sandbox has added to the disk.
///
/// The free space of the file system is looked at first, which costs microseconds; only if more is gone than the limit,
/// are the sandbox's own files counted, because others use the disk too.
struct DiskUsage: Sendable {
  /// A fast disk takes 200 MB in this time.
  static let interval = Duration.milliseconds(100)
  /// So much stays free, even if other programs use the rest.
  private static let reserve: UInt64 = 1 << 30
  /// More new files than this are no test's, but an attack on the disk's index.
  private static let fileLimit: UInt64 = 1 << 20

  private let root: FilePath
  private let limit: UInt64
  private let process: Int32
  private let start: Space
  private let startTime: Int

  private struct Space {
    var bytes: UInt64
    var available: UInt64
    var files: UInt64

    init?(_ root: FilePath) {
      var status = statvfs()
      guard statvfs(root.string, &status) == 0 else { return nil }
      bytes = UInt64(status.f_bfree) * UInt64(status.f_frsize)
      available = UInt64(status.f_bavail) * UInt64(status.f_frsize)
      files = UInt64(status.f_ffree)
    }
  }

  /// - Parameter process: one of the sandbox.
  init?(of root: FilePath, limit: UInt64, process: Int32) {
    var status = stat()
    // The kernel makes the entries of /proc when they are first looked at.
    guard let space = Space(root), stat("/proc/\(process)", &status) == 0 else { return nil }
    self.root = root
    self.limit = limit
    self.process = process
    start = space
    startTime = status.st_ctim.tv_sec
  }

  func isExceeded() async -> Bool {
    guard let now = Space(root) else { return false }
    let bytes = start.bytes.subtractingReportingOverflow(now.bytes)
    let files = start.files.subtractingReportingOverflow(now.files)
    let hasLessBytes = !bytes.overflow && bytes.partialValue > limit
    let hasLessFiles = !files.overflow && files.partialValue > Self.fileLimit
    let floor = min(Self.reserve, start.available / 2)
    if now.available < floor, !bytes.overflow { return true }
    guard hasLessBytes || hasLessFiles else { return false }
    // Counting takes a while, for which it must not hold one of the few threads of the pool.
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var count = DiskCount(since: startTime)
        count.add(filesBelow: root)
        count.add(deletedFilesOf: process, on: root)
        continuation.resume(returning: count.bytes > limit || count.files > Self.fileLimit)
      }
    }
  }
}

/// Counts the files of a sandbox that have been made or written since a time.
struct DiskCount {
  private(set) var bytes: UInt64 = 0
  private(set) var files: UInt64 = 0
  private let start: Int
  private var seen: Set<UInt64> = []

  init(since start: Int) {
    self.start = start
  }

  private mutating func add(_ status: stat) {
    guard status.st_ctim.tv_sec >= start else { return }
    if status.st_nlink > 1, status.st_mode & S_IFMT != S_IFDIR, !seen.insert(UInt64(status.st_ino)).inserted { return }
    files += 1
    bytes += UInt64(status.st_blocks) * 512
  }

  /// The walk only looks: a program that swaps directories for links while it runs changes the count, nothing else.
  mutating func add(filesBelow root: FilePath) {
    root.withPlatformString { path in
      var paths: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
      defer { free(paths[0]) }
      guard let walk = fts_open(&paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, nil) else { return }
      defer { fts_close(walk) }
      while let entry = fts_read(walk) {
        guard entry.pointee.fts_info != UInt16(FTS_DP), let status = entry.pointee.fts_statp else { continue }
        add(status.pointee)
      }
    }
  }

  /// Files without a name take space for as long as a process has them open.
  mutating func add(deletedFilesOf process: Int32, on root: FilePath) {
    guard let own = try? FileStatus.of(FilePath("/proc/\(process)/ns/pid"), followsLinks: true),
      let disk = try? FileStatus.of(root)
    else { return }
    for name in (try? Directory.names(in: "/proc")) ?? [] where name.first?.isNumber == true {
      let other = try? FileStatus.of(FilePath("/proc/\(name)/ns/pid"), followsLinks: true)
      guard other?.inode == own.inode else { continue }
      let files = FilePath("/proc/\(name)/fd")
      for file in (try? Directory.names(in: files)) ?? [] {
        var status = stat()
        guard stat(files.appending(file).string, &status) == 0, status.st_nlink == 0,
          status.st_mode & S_IFMT == S_IFREG, UInt64(status.st_dev) == disk.device,
          seen.insert(UInt64(status.st_ino)).inserted
        else { continue }
        add(status)
      }
    }
  }
}
