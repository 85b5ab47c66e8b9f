import Glibc
public import SystemPackage

/// The products that are built with the tests.
public enum Products {
  /// The directory of the tests' own executable.
  public static let directory: FilePath = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = FilePath(String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    return own.removingLastComponent()
  }()

  /// Up to date if the test target depends on it.
  public static let executable = directory.appending("agent-pipeline")
}
