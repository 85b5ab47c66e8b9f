import Diagnostics

/// Compares the version behind a runtime's name with the host's compiler.
enum ToolchainVersion {
  /// - Parameter found: what the tool printed, such as `go version go1.19.8 linux/amd64`.
  /// - Throws: if the agent asks for a newer version: a compiler builds for older versions, not for newer ones.
  static func check(
    _ runtime: Located<RuntimeSelection>, found: String, install: String
  ) throws(Failure) {
    guard let wanted = runtime.value.version else { return }
    try check(
      wanted, of: "the agent requires `\(runtime.value)`", found: found, at: runtime.location, install: install)
  }

  /// - Parameter reason: who asks for the version: `go.mod requires Go 1.22`.
  static func check(
    _ wanted: String, of reason: String, found: String, at place: SourceLocation, install: String
  ) throws(Failure) {
    guard let wanted = numbers(in: wanted), let there = numbers(in: found) else { return }
    guard there.lexicographicallyPrecedes(wanted) else { return }
    // `1.75` asks for no patch version: 1.75.0 is one.
    guard !wanted.starts(with: there) else { return }
    throw Failure(
      .infrastructure, "toolchain-too-old", "\(reason), but the host has `\(found)`", at: place,
      hints: [
        install.hasPrefix("apt-get")
          ? "put a newer one on PATH: `\(install)`, or the language's own release where the distribution's is older"
          : install,
        "or build with a Docker Engine: set `build.engine: docker`",
      ])
  }

  /// The first run of digits and dots, as numbers: `17.0.15` → [17, 0, 15].
  static func numbers(in text: String) -> [Int]? {
    let rest = text.drop { !($0.isASCII && $0.isNumber) }
    let numbers = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }.split(separator: ".").compactMap { Int($0) }
    return numbers.isEmpty ? nil : numbers
  }
}
