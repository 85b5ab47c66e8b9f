public import SystemPackage

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

  /// A commit id; `nil` if the variable has another value: emulators write `unknown`.
  func commit(_ name: String) -> String? {
    guard let id = self[name], (7...64).contains(id.utf8.count), id.allSatisfy(\.isHexDigit) else { return nil }
    return id
  }

  /// Whether a marker such as `GITHUB_ACTIONS` is set, and not to `false` or `0`.
  func has(_ marker: String) -> Bool {
    guard let value = self[marker]?.lowercased() else { return false }
    return value != "false" && value != "0"
  }
}
