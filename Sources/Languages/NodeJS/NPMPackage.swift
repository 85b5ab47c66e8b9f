import TextFormats
import Versioning

/// A package as `npm install` takes it: `express@4.18.2`, `@scope/name@^1.2`, an address (docs.npmjs.com, npm-install).
enum NPMPackage: DependencyNotation {
  static let noun = "an npm package"

  static func pinned(_ name: String, _ version: String) -> String { "\(name)@\(version)" }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    let line = ASCII.trimmed(line)
    if GitPackages.isGit(line) { throw cloned }
    if isAddress(line) {
      return Dependency(name: line, identity: line, version: nil, isPinned: isFixedAddress(line))
    }
    let at = line.dropFirst().firstIndex(of: "@") ?? line.endIndex
    let name = String(line[..<at])
    if let message = problem(ofName: name) {
      throw DependencyProblem(message: message, hint: hint(line))
    }
    guard at < line.endIndex else { return Dependency(name: name, identity: name, version: nil, isPinned: false) }
    let wanted = ASCII.trimmed(line[line.index(after: at)...])
    if wanted.isEmpty { throw DependencyProblem(message: "no version follows `@`", hint: example) }
    if SemanticVersion(wanted) != nil {
      return Dependency(name: name, identity: name, version: wanted, isPinned: true)
    }
    if GitPackages.isGit(wanted) { throw cloned }
    guard isRange(wanted) || isTag(wanted) || isAddress(wanted) || wanted.hasPrefix("npm:") else {
      throw DependencyProblem(message: "`\(wanted)` is neither a version nor a range", hint: example)
    }
    var dependency = Dependency(
      name: name, identity: name, version: nil, isPinned: isAddress(wanted) && isFixedAddress(wanted))
    if isRange(wanted) { dependency.allowed = VersionRange.semantic(wanted, bareIsCaret: false) }
    return dependency
  }

  /// Ranges of node-semver: alternatives by `||` of comparators by spaces, and `1.2 - 2.0`.
  static func isRange(_ text: String) -> Bool {
    text.split(separator: "||", omittingEmptySubsequences: false).allSatisfy { alternative in
      let all = alternative.split(separator: " ")
      let words = all.filter { !operators.contains($0) }
      if words.count == 3, words[1] == "-" { return isPartial(words[0]) && isPartial(words[2]) }
      return (all.isEmpty || !words.isEmpty)
        && words.allSatisfy { word in
          let sign = word.prefix { "<>=~^".contains($0) }
          return (sign.isEmpty || operators.contains(sign) || sign == "~>") && isPartial(word[sign.endIndex...])
        }
    }
  }

  private static let operators: [Substring] = ["<", ">", "<=", ">=", "=", "~", "^"]

  /// `1`, `1.2`, `1.x`, `v1.2.3-rc.1`.
  private static func isPartial(_ text: Substring) -> Bool {
    let text = text.first == "v" ? text.dropFirst() : text
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return !parts.isEmpty && parts.allSatisfy(isPlace) }
    if SemanticVersion(String(text)) != nil { return true }
    return parts.allSatisfy(isPlace)
  }

  private static func isPlace(_ text: Substring) -> Bool {
    ASCII.isNumber(text) || ["x", "X", "*"].contains(text)
  }

  private static func isTag(_ text: String) -> Bool {
    text.utf8.first.map(ASCII.isLetter) == true && ASCII.isWord(text, and: "-._")
  }

  private static func isAddress(_ text: String) -> Bool {
    let starts = [
      "http://", "https://", "file:", "link:", "workspace:", "portal:", "./", "../", "~/",
    ]
    return starts.contains { text.hasPrefix($0) }
  }

  private static var cloned: DependencyProblem {
    DependencyProblem(message: "npm would clone it with git and run its scripts", hint: GitPackages.remedy)
  }

  /// validate-npm-package-name, for new packages.
  private static func problem(ofName name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isScoped = name.hasPrefix("@")
    guard parts.count == (isScoped ? 2 : 1) else { return "`\(name)` is not a valid package name" }
    let words = isScoped ? [parts[0].dropFirst(), parts[1]] : parts
    guard words.allSatisfy({ ASCII.isWord($0, and: "-._~") && !$0.hasPrefix(".") && !$0.hasPrefix("_") }) else {
      return "`\(name)` is not a valid package name"
    }
    if name.utf8.contains(where: ASCII.isUpper) { return "package names are in lower case" }
    return nil
  }

  private static let example = "write `name@1.2.3`, `name@^1.2.0` or `@scope/name@1.2.3`"

  /// The notation of another package manager is the most frequent slip.
  private static func hint(_ line: String) -> String {
    let parts = line.split(maxSplits: 1, omittingEmptySubsequences: true) { "=: ".contains($0) }
    guard parts.count == 2 else {
      let lower = line.lowercased()
      return lower != line && (try? parse(lower)) != nil ? "write `\(lower)`" : example
    }
    let version = parts[1].drop { "=: \"".contains($0) }
    let meant = "\(parts[0])@\(version)"
    return (try? parse(meant)) != nil ? "write `\(meant)`" : example
  }
}
