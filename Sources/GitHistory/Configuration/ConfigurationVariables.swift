import CGit2
import CLinux
import Glibc
import SystemPackage

/// The variables of git(1) that say where configuration is, or are configuration: libgit2 1.5 ignores them.
///
/// `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_SYSTEM`, `GIT_CONFIG_NOSYSTEM`, and `GIT_CONFIG_COUNT` with its keys and values.
final class ConfigurationVariables {
  /// By the level that each replaces.
  private var files: [(level: git_config_level_t, path: FilePath)] = []
  /// Single values, as a file in memory; libgit2 may read it again at any time.
  private var values: FileDescriptor?

  private static let nothing: FilePath = "/dev/null"

  /// - Throws: if `GIT_CONFIG_COUNT` and what it counts are not as git wants them.
  init(_ environment: [String: String]) throws(GitFailure) {
    if let path = environment["GIT_CONFIG_GLOBAL"] {
      // It stands for both files of the user.
      files = [(GIT_CONFIG_LEVEL_XDG, Self.nothing), (GIT_CONFIG_LEVEL_GLOBAL, Self.file(path))]
    }
    let hasNoSystem = environment["GIT_CONFIG_NOSYSTEM"].map {
      !["", "0", "false", "no", "off"].contains($0.lowercased())
    }
    if hasNoSystem == true {
      files.append((GIT_CONFIG_LEVEL_SYSTEM, Self.nothing))
    } else if let path = environment["GIT_CONFIG_SYSTEM"] {
      files.append((GIT_CONFIG_LEVEL_SYSTEM, Self.file(path)))
    }
    let text = try Self.text(environment)
    guard !text.isEmpty else { return }
    let memory = FileDescriptor(rawValue: clinux_memory_file("git-config"))
    values = memory
    guard memory.rawValue >= 0, (try? memory.writeAll(text.utf8)) != nil else {
      throw GitFailure(.other, "cannot keep the values of `GIT_CONFIG_COUNT`: \(Errno(rawValue: errno))")
    }
    files.append((GIT_CONFIG_LEVEL_APP, FilePath("/proc/self/fd/\(memory.rawValue)")))
  }

  deinit { try? values?.close() }

  /// Puts them over a configuration.
  /// - Parameter repository: which repository it is of; `nil` for that of the user and the system alone.
  func apply(to configuration: OpaquePointer, of repository: OpaquePointer?) throws(GitFailure) {
    for (level, path) in files {
      try LibGit2.call("read the configuration `\(path)`") {
        git_config_add_file_ondisk(configuration, path.string, level, repository, 1)
      }
    }
  }

  /// Puts them over a repository's configuration.
  func apply(toRepository repository: OpaquePointer) throws(GitFailure) {
    guard !files.isEmpty else { return }
    let configuration = try LibGit2.handle("read the configuration") { git_repository_config(&$0, repository) }
    defer { git_config_free(configuration) }
    try apply(to: configuration, of: repository)
  }

  /// An empty name is that of no file.
  private static func file(_ path: String) -> FilePath { path.isEmpty ? nothing : FilePath(path) }

  /// The single values, as a file would hold them.
  private static func text(_ environment: [String: String]) throws(GitFailure) -> String {
    guard let count = environment["GIT_CONFIG_COUNT"], !count.isEmpty else { return "" }
    guard let count = Int(count), (0...Int(Int32.max)).contains(count) else {
      throw GitFailure(.other, "`\(count)` is not a number (GIT_CONFIG_COUNT)", hints: ["set it to the number of keys"])
    }
    var lines = ""
    for number in 0..<count {
      let (key, value) = ("GIT_CONFIG_KEY_\(number)", "GIT_CONFIG_VALUE_\(number)")
      guard let name = environment[key], let text = environment[value] else {
        throw GitFailure(
          .other, "`GIT_CONFIG_COUNT` is \(count), but `\(environment[key] == nil ? key : value)` is not set",
          hints: ["set a key and a value for each number from 0 to \(count - 1)"])
      }
      guard let line = line(name, text) else {
        throw GitFailure(
          .other, "`\(name)` is not the name of a git setting (\(key))",
          hints: ["write `SECTION.NAME` or `SECTION.PART.NAME`"])
      }
      lines += line
    }
    return lines
  }

  /// - Parameter key: `section.name` or `section.subsection.name`; a subsection may contain anything but a line break.
  private static func line(_ key: String, _ value: String) -> String? {
    func isWord(_ text: Substring) -> Bool {
      !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
    func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: "."),
      isWord(key[..<first]), isWord(key[key.index(after: last)...]), !key.contains(where: \.isNewline)
    else { return nil }
    let part = first == last ? "" : " \"\(escaped(String(key[key.index(after: first)..<last])))\""
    let text = escaped(value).replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    return "[\(key[..<first])\(part)]\n\(key[key.index(after: last)...]) = \"\(text)\"\n"
  }
}
