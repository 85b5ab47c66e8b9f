import Diagnostics
import TextFormats

/// Compares agent.yaml with the language's own file, which decides.
enum DeclaredDependencies {
  /// - Parameters:
  ///   - file: the language's own file, such as `go.mod`, and its text.
  ///   - remedy: how a dependency gets into it: `go get NAME`.
  static func check(
    _ dependencies: [Located<String>], _ notation: any DependencyNotation.Type, in file: (name: String, text: String),
    remedy: (String) -> String
  ) throws(Failure) {
    for dependency in dependencies {
      let name = name(of: dependency.value, notation)
      if isNamed(name, in: file.text) { continue }
      throw Failure(
        .agent, "dependency-not-declared", "`\(name)` is a dependency in agent.yaml, but not in `\(file.name)`",
        at: dependency.location, hints: ["\(remedy(dependency.value)), or remove it from agent.yaml"])
    }
  }

  /// Whether the text has the name as a whole: `db` is not in `dbg`, nor `example.com/z` in `example.com/zfour`.
  static func isNamed(_ name: String, in text: String) -> Bool {
    let isPart = { (byte: UInt8?) in byte.map { ASCII.isAlphanumeric($0) || "-_.".utf8.contains($0) } ?? false }
    let bytes = text.utf8
    return text.ranges(of: name).contains { range in
      let before = range.lowerBound > bytes.startIndex ? bytes[bytes.index(before: range.lowerBound)] : nil
      let after = range.upperBound < bytes.endIndex ? bytes[range.upperBound] : nil
      // A jar has its version in its name: `slf4j-api-2.0.jar`.
      let rest = text[range.upperBound...].utf8
      let isVersioned = rest.first == UInt8(ascii: "-") && rest.dropFirst().first.map(ASCII.isDigit) == true
      return !isPart(before) && (isVersioned || !isPart(after))
    }
  }

  /// What the language's file contains: of `org.slf4j:slf4j-api:2.0` the artifact, `slf4j-api`.
  static func name(of dependency: String, _ notation: any DependencyNotation.Type) -> String {
    let name = (try? notation.parse(dependency))?.name ?? dependency
    return name.split(separator: ":").last.map(String.init) ?? name
  }
}
