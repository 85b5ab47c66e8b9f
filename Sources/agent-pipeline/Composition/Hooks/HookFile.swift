import FileIO
import Glibc
import SystemPackage

/// A hook as a file.
enum HookFile {
  /// - Parameter mode: its permissions, whatever the umask is.
  static func write(_ text: String, to path: FilePath, mode: UInt16) throws {
    try FileContents.write(Array(text.utf8), to: path, permissions: [.ownerReadWrite])
    guard path.withPlatformString({ chmod($0, mode_t(mode)) }) == 0 else {
      throw FileFailure("write", path, Errno(rawValue: errno))
    }
  }

  /// Whether a hook reads its own name, as those do that serve several hooks: overcommit, husky 4, `basename "$0"`.
  ///
  /// - Parameter isCautious: whether it may also do so in a file that it reads from its own directory.
  static func goesByName(_ text: String, isCautious: Bool) -> Bool {
    // Another name in the same directory does not change this.
    let text =
      isCautious ? text : text.replacing(/(dirname|readlink|realpath)( -\S+)* "?\$\{?0\}?"?|\$\{0%\/\*\}/, with: "")
    return ["$0", "${0", "BASH_SOURCE", "husky.sh", "argv[0]", "process.argv[1]"].contains { text.contains($0) }
  }

  /// Whether lines of a POSIX shell can be added. husky's hooks need not name their shell.
  static func isShellScript(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return !text.contains("\0") }
    let words = text.prefix { $0 != "\n" }.dropFirst(2).split { $0 == " " || $0 == "/" || $0 == "\r" }
    return words.contains { ["sh", "bash", "dash", "zsh", "ksh"].contains($0) }
  }
}
