public import Diagnostics

/// Where a setting's value came from.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
  /// The flag's name, such as `--push-to`.
  case flag(String)
  /// The variable's name.
  case environment(String)
  case manifest(SourceLocation)
  case `default`

  public var description: String {
    switch self {
    case .flag(let name), .environment(let name): name
    case .manifest(let location): "\(location.file):\(location.line):\(location.column)"
    case .default: "default"
    }
  }

  /// The place in the manifest, where that is the origin.
  public var location: SourceLocation? {
    if case .manifest(let location) = self { location } else { nil }
  }
}
