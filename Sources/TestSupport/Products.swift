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

  /// The program that tests run: the one that `TESTED_EXECUTABLE` names, else that of the tests' own build, which is up to
  /// date if the test target depends on it. `make test` names the release binary, which is what users get, and is faster.
  public static let executable: FilePath =
    if let named = getenv("TESTED_EXECUTABLE") {
      FilePath(String(cString: named))
    } else {
      directory.appending("agent-pipeline")
    }
}
