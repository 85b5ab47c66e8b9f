import TextFormats

/// One dependency, taken apart.
public struct Dependency: Sendable, Hashable {
  /// As written.
  public var name: String
  /// What two spellings of one package have in common.
  public var identity: String
  /// The one version that is asked for; `nil` for a range or an address.
  public var version: String?
  /// Whether the same thing is installed tomorrow.
  public var isPinned: Bool
  /// Whether it counts only under a condition, such as an operating system.
  public var isConditional = false
  /// The versions allowed; `nil` if any version is, or the syntax is too complex to judge.
  public var allowed: VersionRange?
}

/// Why a line names no dependency, and what to write instead.
public struct DependencyProblem: Error, Hashable {
  public var message: String
  public var hint: String
}

/// How the package manager of a language writes dependencies.
public protocol DependencyNotation: Sendable {
  /// With its article: `a Python requirement`.
  static var noun: String { get }
  static func parse(_ line: String) throws(DependencyProblem) -> Dependency
  /// The line that asks for exactly this version.
  static func pinned(_ name: String, _ version: String) -> String
}

extension DependencyNotation {
  /// An address of a file or a commit, which does not change.
  static func isFixedAddress(_ address: some StringProtocol) -> Bool {
    let whole = address.split(separator: "#", maxSplits: 1)
    if let first = whole.first, [".whl", ".tgz", ".tar.gz", ".zip", ".jar"].contains(where: first.hasSuffix) {
      return true
    }
    return address.split { $0 == "#" || $0 == "@" }.dropFirst().contains {
      $0.utf8.count == 40 && $0.utf8.allSatisfy(ASCII.isHexadecimal)
    }
  }
}
