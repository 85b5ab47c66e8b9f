public import SystemPackage
import TextFormats

/// The process's environment and the files it names, as data.
public struct CIEnvironment {
  /// Reads a small file; `nil` if it cannot be read.
  public typealias FileReader = (FilePath) -> [UInt8]?

  private let variables: [String: String]
  let readFile: FileReader

  public init(_ variables: [String: String], readFile: @escaping FileReader) {
    self.variables = variables
    self.readFile = readFile
  }

  /// The value of a variable; an empty one counts as unset, as vendors set many that do not apply to the job.
  public subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// The value of the first variable that is set.
  func first(_ names: String...) -> String? {
    names.lazy.compactMap { self[$0] }.first
  }

  /// Whether any variable whose name begins so is set.
  func hasAny(prefix: String) -> Bool {
    variables.contains { $0.key.hasPrefix(prefix) && !$0.value.isEmpty }
  }

  /// Two variables as `owner/name`; `nil` if one is missing.
  func slug(_ owner: String, _ name: String) -> String? {
    guard let owner = self[owner], let name = self[name] else { return nil }
    return "\(owner)/\(name)"
  }

  func path(_ names: String...) -> FilePath? {
    names.lazy.compactMap { self[$0] }.first.map { FilePath($0) }
  }

  /// The first commit id; a variable with another value does not count: emulators write `unknown`, Buildkite `HEAD`.
  func commit(_ names: String...) -> String? {
    names.lazy.compactMap { self[$0].flatMap(Self.commitID) }.first
  }

  static func commitID(_ text: String) -> String? {
    (7...64).contains(text.utf8.count) && text.utf8.allSatisfy(ASCII.isHexadecimal) ? text : nil
  }

  /// Whether a marker such as `GITHUB_ACTIONS` is set, and not to `false` or `0`.
  func has(_ marker: String) -> Bool {
    guard let value = self[marker]?.lowercased() else { return false }
    return value != "false" && value != "0"
  }
}
