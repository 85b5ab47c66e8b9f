import SystemPackage
import Testing

@testable import FileIO

@Suite("PartialFile") struct PartialFileTests {
  /// As NFS and FUSE do where a quota is used up.
  private static func refuse(_: FileDescriptor) throws(Errno) { throw .diskQuotaExceeded }

  /// Runs a closure with the path of a file that says `old`.
  private func withFile(_ body: (FilePath) throws -> Void) throws {
    let directory = try Directory.temporary(prefix: "partial-file-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let path = directory.appending("report.json")
    try FileContents.write(Array("old".utf8), to: path)
    try body(path)
    #expect(try Directory.names(in: directory) == ["report.json"])
  }

  private func text(_ path: FilePath) throws -> String {
    String(decoding: try FileContents.read(path, limit: 100), as: UTF8.self)
  }

  @Test func `keeps the old contents where the file system refuses the new ones at last`() throws {
    try withFile { path in
      let file = try PartialFile(for: path)
      try file.descriptor.writeAll(Array("new".utf8))
      #expect(throws: FileFailure("write", path, .diskQuotaExceeded)) {
        try file.finish(as: path, after: Self.refuse)
      }
      #expect(try text(path) == "old")
    }
  }

  @Test func `what cannot be closed may not have been written`() {
    #expect(throws: Errno.badFileDescriptor) { try PartialFile.settle(FileDescriptor(rawValue: -1)) }
  }

  @Test(arguments: [true, false])
  func `stays locked until it has its name, so that no cleanup takes it`(isFlushed: Bool) throws {
    try withFile { path in
      let file = try PartialFile(for: path)
      try PartialFile.settle(file.descriptor)
      PartialFile.removeAbandoned(in: path.removingLastComponent()) { $0.hasSuffix(".tmp") }
      try file.finish(isFlushed: isFlushed)
      #expect(try text(path) == "")
    }
  }
}
