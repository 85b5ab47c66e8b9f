import ChildProcess
import Diagnostics

/// Reads the output of pip and uv.
enum PythonInstallFailure {
  /// What went wrong, in the words of a package manager.
  struct Explained {
    var what: String
    /// The packages that it is about, the first one first.
    var names: [String]
    var details: [String] = []
  }

  /// The requirement in pip's `No matching distribution found for NAME==1.0 (from …)`.
  static func missing(in exit: ChildProcess.Exit) -> String? {
    ["No matching distribution found for ", "that satisfies the requirement "].lazy
      .compactMap { exit.output.firstRange(of: $0) }.first
      .map { String(exit.output[$0.upperBound...].prefix { !$0.isWhitespace }) }
  }

  /// The package that uv has as source only.
  static func sourceOnly(inUv exit: ChildProcess.Exit) -> String? { sourceOnly(in: sentences(ofUv: exit)) }

  static func sourceOnly(in text: String) -> String? {
    word(before: " has no usable wheels", in: text) ?? word(before: " has no wheels", in: text)
  }

  /// uv breaks its sentences wherever a line is full.
  static func sentences(ofUv exit: ChildProcess.Exit) -> String {
    exit.output.split(whereSeparator: \.isNewline).map { $0.drop { $0.isWhitespace || "│╰─▶×".contains($0) } }
      .joined(separator: " ")
  }

  static func dependency(_ name: String, _ request: PythonRequest) -> Located<String>? {
    func package(_ requirement: String) -> String {
      PythonRequirement.identity(String(requirement.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }))
    }
    return request.dependencies.first { package($0.value) == package(name) }
  }

  static func word(before mark: String, in text: String) -> String? {
    text.firstRange(of: mark).map { range in
      String(text[..<range.lowerBound].reversed().prefix { !$0.isWhitespace }.reversed())
    }
  }

  /// `Cannot install a==1.0 and b==1.0 because these package versions have conflicting dependencies.`
  static func conflict(inPip lines: [String]) -> Explained? {
    guard let line = lines.first(where: { $0.contains("have conflicting dependencies") }),
      let start = line.firstRange(of: "Cannot install "), let end = line.firstRange(of: " because these package")
    else { return nil }
    let what = line[start.upperBound..<end.lowerBound]
    let names = what.split { $0 == "," || $0.isWhitespace }.map(String.init).filter { $0 != "and" }
    let reasons = lines.drop { !$0.hasPrefix("The conflict is caused by:") }.dropFirst()
      .prefix { $0.first?.isWhitespace == true }.map { String($0.drop(while: \.isWhitespace)) }
    return Explained(
      what: "\(what) cannot be installed together", names: names,
      details: reasons.isEmpty ? [] : [reasons.suffix(lineLimit).joined(separator: "; ")])
  }

  /// The first reason of `Because a depends on c==1.0 and b depends on c==2.0, we can conclude that …`
  static func conflict(inUv text: String) -> Explained? {
    guard let start = text.firstRange(of: "Because "), text.contains("are unsatisfiable"),
      let end = text[start.upperBound...].firstRange(of: ", we can conclude")
    else { return nil }
    let what = text[start.upperBound..<end.lowerBound]
    let rest = text[end.upperBound...].firstRange(of: ". And because ").map { text[$0.upperBound...] }
    let words = what.split { $0 == "," || $0.isWhitespace }.map(String.init)
    return Explained(what: String(what), names: words, details: rest.map { ["uv said: because \($0)"] } ?? [])
  }

  /// Lines of a block of pip: a package, what was expected, and what came.
  static func hashMismatch(inPip lines: [String]) -> Explained? {
    guard let start = lines.firstIndex(where: { $0.contains("DO NOT MATCH THE HASHES") }), start + 1 < lines.count
    else { return nil }
    return hashMismatch(
      String(lines[start + 1].drop(while: \.isWhitespace).prefix { !$0.isWhitespace && $0 != ":" }),
      lines[(start + 2)...])
  }

  static func hashMismatch(inUv lines: [String]) -> Explained? {
    guard let start = lines.firstIndex(where: { $0.contains("Hash mismatch for `") }),
      let name = lines[start].split(separator: "`").dropFirst().first
    else { return nil }
    return hashMismatch(String(name.split(separator: " ").first ?? name), lines[(start + 1)...])
  }

  private static func hashMismatch(_ name: String, _ lines: ArraySlice<String>) -> Explained {
    let hashes = lines.flatMap { $0.split { !($0.isLetter || $0.isNumber) } }.filter {
      $0.utf8.count >= 64 && $0.allSatisfy(\.isHexDigit)
    }
    let details = hashes.count == 2 ? ["expected \(hashes[0]), downloaded \(hashes[1])"] : []
    return Explained(what: name, names: [name], details: details)
  }

  /// `Failed building wheel for NAME` and the like, with the end of what the build printed.
  static func failedBuild(inPip lines: [String]) -> Explained? {
    guard let failed = lines.firstIndex(where: { $0.contains("did not run successfully") }) else { return nil }
    // What the build printed is indented, up to a note of pip's own.
    let output = lines[failed...].prefix { !$0.contains("[end of output]") }
      .map { String($0.drop { $0.isWhitespace || "│╰─>━".contains($0) }) }.filter { !$0.isEmpty }
    let mark = ["Failed building wheel for ", "Failed to build "].lazy.compactMap { mark in
      lines.lazy.compactMap { line in line.firstRange(of: mark).map { line[$0.upperBound...] } }.first
    }.first
    let collecting = lines[..<failed].last { $0.hasPrefix("Processing ") || $0.hasPrefix("Collecting ") }
    let name = mark?.prefix { !$0.isWhitespace } ?? collecting?.split(separator: " ").dropFirst().first
    return Explained(
      what: name.map(String.init) ?? "a package", names: [name.map(String.init) ?? ""],
      details: ["its build said: " + output.suffix(lineLimit).joined(separator: "\n")])
  }

  /// "Failed to build `NAME @ …`"
  static func failedBuild(inUv lines: [String]) -> Explained? {
    guard let failed = lines.firstIndex(where: { $0.contains("Failed to build `") }),
      let name = lines[failed].split(separator: "`").dropFirst().first?.split(separator: " ").first
    else { return nil }
    let output = lines[(failed + 1)...].map { String($0.drop { $0.isWhitespace || "│╰─▶×".contains($0) }) }
    return Explained(
      what: String(name), names: [String(name)],
      details: ["its build said: " + output.filter { !$0.isEmpty }.suffix(lineLimit).joined(separator: "\n")])
  }

  /// Lines of a tool's output that a person reads.
  private static let lineLimit = 12

  /// The same without the versions that pip found, which may be hundreds.
  static func withoutVersions(_ line: Substring) -> String {
    guard let start = line.firstRange(of: " (from versions: "),
      let end = line[start.upperBound...].firstIndex(of: ")")
    else { return String(line) }
    return String(line[..<start.lowerBound]) + line[end...].dropFirst()
  }

  static func uvHints(_ lines: [String]) -> [String] {
    lines.filter { $0.hasPrefix("hint: ") }.map { String($0.dropFirst("hint: ".count)) }
  }

  static func hints(_ lines: [String]) -> [String] {
    // pip lists every version it saw: none at all means the name is wrong, or the package has no wheels.
    guard let line = lines.first(where: { $0.contains("(from versions: ") }),
      let range = line.firstRange(of: "(from versions: ")
    else { return ["check the name and the version"] }
    let versions = line[range.upperBound...].prefix { $0 != ")" }
    guard versions != "none" else {
      return ["check the name: the package index has no wheel of that name for this Python and platform"]
    }
    let newest = versions.split(separator: ",").suffix(5).map { $0.drop(while: \.isWhitespace) }
    return ["the newest versions with a compatible wheel: \(newest.joined(separator: ", "))"]
  }

  /// The end of `Could not fetch URL https://…: REASON - skipping`, if the reason says nothing about the package, as a
  /// 404 would.
  static func unansweredRequest(_ line: Substring) -> String? {
    guard let range = line.firstRange(of: "Could not fetch URL ") else { return nil }
    let marks = [
      ": connection error: ", "There was a problem confirming the ssl certificate", ": 401 Client Error",
      " Server Error: ",
    ]
    return marks.contains { line[range.lowerBound...].contains($0) } ? String(line[range.lowerBound...]) : nil
  }
}
