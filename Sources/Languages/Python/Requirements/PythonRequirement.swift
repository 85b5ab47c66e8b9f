import TextFormats

/// The syntax of a Python requirement (PEP 508, with PEP 440's version specifiers).
enum PythonRequirement: DependencyNotation {
  static let noun = "a Python requirement"

  static func pinned(_ name: String, _ version: String) -> String { "\(name)==\(version)" }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    do throws(DependencyProblem) {
      return try dependency(line)
    } catch {
      throw DependencyProblem(message: error.message, hint: hint(line))
    }
  }

  /// PEP 503: whatever the case, and whichever of `-`, `_` and `.` separates.
  static func identity(_ name: String) -> String {
    if name.utf8.allSatisfy({ ASCII.isLower($0) || ASCII.isDigit($0) }) { return name }
    return name.lowercased().utf8.split { "-_.".utf8.contains($0) }.map { String(Substring($0)) }.joined(separator: "-")
  }

  /// The comparisons of `>=3.9,<4`; empty if they are malformed.
  static func specifiers(_ text: String) -> [(comparison: String, version: String)] {
    var scanner = Scanner(bytes: Array(text.utf8)[...])
    return (try? versions(&scanner)) ?? []
  }

  /// `socks` of `requests[socks]==2.32`, normalised.
  static func extras(of requirement: String) -> Set<String> {
    let head = requirement.prefix { $0 != ";" && $0 != "@" }
    guard let start = head.firstIndex(of: "["), let end = head[start...].firstIndex(of: "]") else { return [] }
    let names = head[head.index(after: start)..<end].split(separator: ",")
    return Set(names.map { identity(ASCII.trimmed($0)) })
  }

  private static func problem(_ message: String) -> DependencyProblem { DependencyProblem(message: message, hint: "") }

  private static func dependency(_ line: String) throws(DependencyProblem) -> Dependency {
    var scanner = Scanner(bytes: Array(line.utf8)[...])
    guard let name = scanner.takeName() else { throw problem("it must begin with a package name") }
    var dependency = Dependency(name: name, identity: identity(name), version: nil, isPinned: false)
    if scanner.take("["), !scanner.takeExtras() {
      throw problem("extras in `[…]` must be names separated by commas")
    }
    if scanner.take("@") {
      let address = scanner.takeAll { !ASCII.isBlank($0) }
      guard address.contains(":") else { throw problem("expected a URL after `@`") }
      dependency.isPinned = isFixedAddress(address)
    } else {
      let specifiers = try versions(&scanner)
      dependency.version =
        specifiers.first { ($0.comparison == "==" && !$0.version.hasSuffix("*")) || $0.comparison == "===" }?.version
      dependency.isPinned = dependency.version != nil
      if dependency.version == nil { dependency.allowed = VersionRange.python(specifiers) }
    }
    if scanner.take(";") {
      guard PythonMarker(scanner.takeRest()) != nil else {
        throw problem("the condition after `;` is not a valid marker")
      }
      dependency.isConditional = true
    }
    guard scanner.rest.isEmpty else { throw problem("unexpected `\(scanner.rest)` after the name") }
    return dependency
  }

  private static let comparisons: Set = ["==", "!=", "<=", ">=", "<", ">", "~=", "==="]

  private static func versions(
    _ scanner: inout Scanner
  ) throws(DependencyProblem) -> [(comparison: String, version: String)] {
    let isParenthesised = scanner.take("(")
    var found: [(comparison: String, version: String)] = []
    repeat {
      let comparison = scanner.takeComparison()
      if comparison.isEmpty, found.isEmpty, !isParenthesised { return [] }
      guard !comparison.isEmpty else { throw problem("expected a comparison such as `==`") }
      guard comparisons.contains(comparison) else {
        throw problem("`\(comparison)` is not a comparison")
      }
      let version = scanner.takeAll { ASCII.isAlphanumeric($0) || ".-_+!*".utf8.contains($0) }
      let isWildcard = version.hasSuffix(".*") && ["==", "!="].contains(comparison)
      guard isWildcard || version.utf8.last.map(ASCII.isAlphanumeric) == true else {
        throw problem("no version follows `\(comparison)`")
      }
      if comparison != "===" {
        guard let parsed = PythonVersion(version) else { throw problem("`\(version)` is not a valid PEP 440 version") }
        if comparison == "~=", parsed.release.count < 2 {
          throw problem("`~=` needs a version with at least two numbers, not `\(version)`")
        }
      }
      found.append((comparison, version))
    } while scanner.take(",")
    if isParenthesised, !scanner.take(")") { throw problem("`(` is not closed") }
    return found
  }

  private static func hint(_ line: String) -> String {
    if line.hasPrefix("-") { return "put pip options into requirements.txt" }
    let parts = line.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == "=" || $0 == "@" || $0 == " " }
    if parts.count == 2, parts[1].first?.isNumber == true, (try? dependency("\(parts[0])==\(parts[1])")) != nil {
      return "write `\(parts[0])==\(parts[1])`"
    }
    return "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
  }
}

extension PythonRequirement {
  /// Walks over one line; spaces before what it takes do not count.
  private struct Scanner {
    var bytes: ArraySlice<UInt8>

    var rest: String { String(decoding: bytes.drop(while: ASCII.isBlank), as: UTF8.self) }

    mutating func takeRest() -> String {
      defer { bytes = [] }
      return rest
    }

    mutating func take(_ text: String) -> Bool {
      let rest = bytes.drop(while: ASCII.isBlank)
      guard rest.starts(with: text.utf8) else { return false }
      bytes = rest.dropFirst(text.utf8.count)
      return true
    }

    mutating func takeAll(_ isPart: (UInt8) -> Bool) -> String {
      let rest = bytes.drop(while: ASCII.isBlank)
      let part = rest.prefix(while: isPart)
      bytes = rest[part.endIndex...]
      return String(decoding: part, as: UTF8.self)
    }

    mutating func takeComparison() -> String { takeAll { "<>=!~".utf8.contains($0) } }

    /// `[A-Z0-9]` or `[A-Z0-9][A-Z0-9._-]*[A-Z0-9]`, whatever the case.
    mutating func takeName() -> String? {
      let name = takeAll { ASCII.isAlphanumeric($0) || "._-".utf8.contains($0) }
      let ends = [name.utf8.first, name.utf8.last].compactMap(\.self)
      return !ends.isEmpty && ends.allSatisfy(ASCII.isAlphanumeric) ? name : nil
    }

    mutating func takeExtras() -> Bool {
      if take("]") { return true }
      repeat {
        guard takeName() != nil else { return false }
      } while take(",")
      return take("]")
    }
  }
}
