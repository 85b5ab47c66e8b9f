import Glibc
public import SystemPackage

/// What was built together with the tests.
public enum Products {
  /// The folder that the tests' own executable lies in.
  public static let folder: FilePath = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = FilePath(String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    return own.removingLastComponent()
  }()

  /// Fresh where the test target depends on it.
  public static let executable = folder.appending("agent-pipeline")
}
