import TextFormats
import Versioning

/// A crate as `cargo add` takes it, `serde@1.0`, or as Cargo.toml writes it, `serde = "1.0"` (the Cargo book).
enum CargoCrate: DependencyNotation {
  static let noun = "a Cargo dependency"

  static func pinned(_ name: String, _ version: String) -> String { "\(name)@=\(version)" }

  /// crates.io takes `-` and `_` for one another.
  static func identity(_ name: String) -> String { name.lowercased().replacing("_", with: "-") }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    let line = ASCII.trimmed(line)
    let name = String(line.prefix { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "-" || $0 == "_" })
    guard name.utf8.first.map(ASCII.isLetter) == true else {
      throw DependencyProblem(message: "it must begin with a crate name", hint: example)
    }
    let rest = ASCII.trimmed(line.dropFirst(name.count))
    let requirement = try requirement(rest, name)
    return dependency(name, requirement)
  }

  /// - Parameter requirement: `nil` if any version is allowed.
  static func dependency(_ name: String, _ requirement: String?) -> Dependency {
    let exact = requirement.flatMap { $0.hasPrefix("=") ? ASCII.trimmed($0.dropFirst()) : nil }
    let version = exact.flatMap { SemanticVersion($0) != nil ? $0 : nil }
    var dependency = Dependency(name: name, identity: identity(name), version: version, isPinned: version != nil)
    if version == nil { dependency.allowed = requirement.flatMap { VersionRange.semantic($0, bareIsCaret: true) } }
    return dependency
  }

  private static func requirement(_ rest: String, _ name: String) throws(DependencyProblem) -> String? {
    if rest.isEmpty { return nil }
    var requirement = ASCII.trimmed(rest.dropFirst())
    if rest.hasPrefix("@") {
      if requirement.isEmpty { throw DependencyProblem(message: "no version follows `@`", hint: example) }
    } else if rest.hasPrefix("="), !rest.hasPrefix("==") {
      guard let value = tomlVersion(requirement) else {
        throw DependencyProblem(
          message: "expected a version in double quotes, or a table, after `=`", hint: "write `\(name) = \"1.2\"`")
      }
      guard let value else { return nil }
      requirement = value
    } else {
      let version = rest.drop { "=: \"".contains($0) }
      let meant = isRequirement(String(version)) ? "\(name)@\(version)" : nil
      throw DependencyProblem(
        message: "unexpected `\(rest)` after the name", hint: meant.map { "write `\($0)`" } ?? example)
    }
    guard isRequirement(requirement) else {
      throw DependencyProblem(message: "`\(requirement)` is not a version requirement", hint: example)
    }
    return requirement
  }

  /// The version in `"1.0"` or `{ version = "1.0" }`; the inner value is `nil` for a table without a version.
  static func tomlVersion(_ value: String) -> String?? {
    if value.hasPrefix("{"), value.hasSuffix("}") {
      let version = value.dropFirst().dropLast().split(separator: ",").map(ASCII.trimmed).first {
        $0.prefix { $0 != "=" && $0 != " " } == "version"
      }
      return .some(version.flatMap { quoted(ASCII.trimmed($0.drop { $0 != "=" }.dropFirst())) })
    }
    return quoted(value).map { .some($0) }
  }

  private static func quoted(_ text: String) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2, text.last == quote else { return nil }
    return String(text.dropFirst().dropLast())
  }

  /// Comparators by commas (the Cargo book, Specifying Dependencies).
  static func isRequirement(_ text: String) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
      let comparator = ASCII.trimmed(part)
      let version = ASCII.trimmed(comparator.drop { "^~=<>".contains($0) })
      let sign = comparator.prefix { "^~=<>".contains($0) }
      guard ["", "^", "~", "=", "<", "<=", ">", ">="].contains(sign) else { return false }
      if SemanticVersion(version) != nil { return true }
      let places = version.split(separator: ".", omittingEmptySubsequences: false)
      return (1...3).contains(places.count) && places.allSatisfy { ASCII.isNumber($0) || $0 == "*" }
    }
  }

  private static let example = "write `name@1.2.3` or `name = \"1.2\"`"
}
