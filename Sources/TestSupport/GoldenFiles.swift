import FileIO
import Glibc
import SystemPackage

/// Approved texts in files next to the tests.
///
/// A file that is missing or differs fails the test. With `RECORD_GOLDEN=1` the file is rewritten, and the test still
/// fails, so that no unread output is committed.
public struct GoldenFiles: Sendable {
  private let directory: FilePath

  /// - Parameter file: the test's; the files lie in `Golden` next to it.
  public init(beside file: String = #filePath) {
    directory = FilePath(file).removingLastComponent().appending("Golden")
  }

  /// - Returns: the difference from the approved text; `nil` if there is none.
  public func problem(with actual: String, _ name: String) throws -> String? {
    let path = directory.appending(name)
    if getenv("RECORD_GOLDEN") != nil {
      try FileContents.write(Array(actual.utf8), to: path)
      return "recorded Golden/\(name): read it, then run the tests without RECORD_GOLDEN"
    }
    guard try FileStatus.of(path) != nil else { return "there is no Golden/\(name): record it with RECORD_GOLDEN=1" }
    let expected = try contents(name)
    guard actual != expected else { return nil }
    return "differs from Golden/\(name) at line \(Self.firstDifference(actual, expected))"
  }

  /// A file of the directory.
  public func contents(_ name: String) throws -> String {
    String(decoding: try FileContents.read(directory.appending(name), limit: 1 << 20), as: UTF8.self)
  }

  private static func firstDifference(_ left: String, _ right: String) -> Int {
    let left = left.split(separator: "\n", omittingEmptySubsequences: false)
    let right = right.split(separator: "\n", omittingEmptySubsequences: false)
    return (zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)) + 1
  }
}
