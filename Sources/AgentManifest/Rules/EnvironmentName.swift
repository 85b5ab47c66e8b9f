public import Diagnostics
import YAMLTree

/// Names of environment variables are letters, digits and `_`.
public enum EnvironmentName: ManifestRule {
  public static let id = "environment-name"
  public static let title = "Names of environment variables are letters, digits and `_`"
  public static let why = "Shells cannot read other names, and container engines refuse some of them"
  public static let badExample = """
    spec:
      environment: [{name: LOG-LEVEL, value: INFO}]
    """
  public static let goodExample = """
    spec:
      environment: [{name: LOG_LEVEL, value: INFO}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let listed = manifest.items("spec", "environment").compactMap { $0["name"] }
    let ofTests = manifest.node("spec", "pipeline", "test", "environment")?.mapping?.map(\.key) ?? []
    return (listed + ofTests).compactMap { node in
      guard let name = node.text, !isValid(name) else { return nil }
      return error(
        "`\(name)` cannot name an environment variable", at: node.location, hints: ["write `\(repaired(name))`"])
    }
  }

  private static func isValid(_ name: String) -> Bool {
    name.utf8.first.map { !isDigit($0) } == true && name.utf8.allSatisfy(isAllowed)
  }

  private static func repaired(_ name: String) -> String {
    let letters = name.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
    return (letters.first.map(isDigit) ?? true ? "_" : "") + String(decoding: letters, as: UTF8.self)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
