import TextFormats
import Versioning

/// A module as `go get` takes it, `path@version`, or as go.mod writes it, `path version` (go.dev/ref/mod).
enum GoModule: DependencyNotation {
  static let noun = "a Go module"

  static func pinned(_ name: String, _ version: String) -> String {
    "\(name)@\(version.hasPrefix("v") ? "" : "v")\(version)"
  }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    let parts = line.split { $0 == "@" || $0 == " " || $0 == "\t" }.map(String.init)
    guard let path = parts.first, parts.count <= 2 else {
      throw DependencyProblem(message: "it must be a path and a version", hint: example)
    }
    if let message = problem(ofPath: path) { throw DependencyProblem(message: message, hint: example) }
    if parts.count == 1, line.contains("@") {
      throw DependencyProblem(message: "no version follows `@`", hint: example)
    }
    guard parts.count == 2 else { return Dependency(name: path, identity: path, version: nil, isPinned: false) }
    let version = parts[1]
    if SemanticVersion(version) != nil {
      throw DependencyProblem(message: "module versions begin with `v`", hint: "write `\(path)@v\(version)`")
    }
    guard version.hasPrefix("v"), SemanticVersion(String(version.dropFirst())) != nil else {
      // What begins like a version is one, or the beginning of one; git knows no branch with two dots.
      guard ASCII.isWord(version, and: "-._/<>=+"), !version.contains(".."), version.last != "." else {
        throw DependencyProblem(message: "`\(version)` is not a version", hint: example)
      }
      // `latest`, a branch, a commit: what a query finds today.
      return Dependency(name: path, identity: path, version: nil, isPinned: false)
    }
    try checkMajor(path, version)
    return Dependency(name: path, identity: path, version: version, isPinned: true)
  }

  /// From version 2 on the major version is part of the path (go.dev/ref/mod, Major version suffixes).
  private static func checkMajor(_ path: String, _ version: String) throws(DependencyProblem) {
    let major = version.dropFirst().prefix { $0 != "." }
    guard !path.hasPrefix("gopkg.in/"), !version.hasSuffix("+incompatible") else { return }
    let last = path.split(separator: "/").last ?? ""
    let suffix = last.first == "v" && ASCII.isNumber(last.dropFirst()) ? last.dropFirst() : nil
    if let suffix, suffix != major {
      throw DependencyProblem(
        message: "`/v\(suffix)` in the path does not match version `\(version)`",
        hint: "write a version that begins with `v\(suffix).`")
    }
    if suffix == nil, major != "0", major != "1" {
      throw DependencyProblem(
        message: "version `\(version)` needs `/v\(major)` in the path", hint: "write `\(path)/v\(major)@\(version)`")
    }
  }

  private static func problem(ofPath path: String) -> String? {
    let elements = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let host = elements.first, elements.allSatisfy({ ASCII.isWord($0, and: "-._~") && !$0.hasSuffix(".") }) else {
      return "`\(path)` is not a module path"
    }
    return host.contains(".") && !host.hasPrefix("-") ? nil : "the path must begin with a host, such as `github.com`"
  }

  private static let example = "write `example.com/module@v1.2.3`"
}
