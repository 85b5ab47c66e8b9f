import FileIO
import Glibc
import SystemPackage
import Testing

/// Compares output with a file that somebody has read and approved.
enum GoldenFile {
  private static let folder = FilePath(#filePath).removingLastComponent().appending("Golden")

  /// Records what is missing and fails then, so that nobody commits output that nobody has read.
  ///
  /// To record a file anew, delete it and run the test.
  static func expect(_ actual: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = folder.appending(name)
    guard try FileStatus.of(path) != nil else {
      try Folder.create(folder)
      try FileContents.write(Array(actual.utf8), to: path)
      Issue.record("recorded Golden/\(name): read it, then run the test again", sourceLocation: sourceLocation)
      return
    }
    let expected = String(decoding: try FileContents.read(path, limit: 1 << 20), as: UTF8.self)
    #expect(
      actual == expected, "differs from Golden/\(name) at line \(firstDifference(actual, expected))",
      sourceLocation: sourceLocation)
  }

  private static func firstDifference(_ left: String, _ right: String) -> Int {
    let left = left.split(separator: "\n", omittingEmptySubsequences: false)
    let right = right.split(separator: "\n", omittingEmptySubsequences: false)
    return (zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)) + 1
  }
}
