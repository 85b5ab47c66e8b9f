import TextFormats

/// An artifact by its coordinates, `group:artifact:version[:packaging[:classifier]]` (maven.apache.org, POM Reference).
enum MavenCoordinates: DependencyNotation {
  static let noun = "a Maven dependency"

  static func pinned(_ name: String, _ version: String) -> String { "\(name):\(version)" }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    var parts = ASCII.trimmed(line).split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    // As `mvn dependency:tree` prints them: the packaging comes before the version.
    if parts.count >= 4, packagings.contains(parts[2]) { parts.remove(at: 2) }
    guard (2...5).contains(parts.count) else {
      throw DependencyProblem(message: "it is not `group:artifact:version`", hint: hint(line))
    }
    for part in parts[0...1] where !ASCII.isWord(part, and: "-._") {
      throw DependencyProblem(
        message: part.isEmpty ? "a part is empty" : "`\(part)` is not a valid group or artifact ID", hint: hint(line))
    }
    let name = parts[0...1].joined(separator: ":")
    guard parts.count > 2 else { return dependency(name, nil) }
    guard isVersion(parts[2]) else {
      throw DependencyProblem(
        message: parts[2].isEmpty ? "no version follows the last `:`" : "`\(parts[2])` is not a version", hint: example)
    }
    return dependency(name, parts[2])
  }

  /// Snapshots, ranges and the names of moving versions are not pinned.
  static func dependency(_ name: String, _ version: String?) -> Dependency {
    let exact = version.flatMap { version in
      version.hasSuffix("-SNAPSHOT") || ["LATEST", "RELEASE"].contains(version) || !ASCII.isWord(version, and: "-._+")
        ? nil : version
    }
    return Dependency(name: name, identity: name, version: exact, isPinned: exact != nil)
  }

  private static func isVersion(_ text: String) -> Bool {
    if ASCII.isWord(text, and: "-._+") { return true }
    guard let first = text.first, let last = text.last, "[(".contains(first), "])".contains(last) else { return false }
    return text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      .allSatisfy { $0.isEmpty || ASCII.isWord($0, and: "-._+[]()") }
  }

  private static let packagings = ["jar", "pom", "war", "ear", "aar", "test-jar", "maven-plugin"]
  private static let example = "write `com.example:artifact:1.2.3`"

  private static func hint(_ line: String) -> String {
    let meant = line.replacing("@", with: ":").replacing("==", with: ":").replacing("/", with: ":")
    return meant != line && meant.split(separator: ":").count == 3 && (try? parse(meant)) != nil
      ? "write `\(meant)`" : example
  }
}
