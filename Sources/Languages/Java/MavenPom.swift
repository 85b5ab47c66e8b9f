/// A pom.xml, as far as it decides which directories belong together (maven.apache.org, POM Reference).
struct MavenPom {
  static let file = "pom.xml"

  struct Parent {
    var group: String?
    var artifact: String?
    var version: String?
    /// Where Maven looks for it first; empty for a parent that only a repository has.
    var path = "../pom.xml"
  }

  var group: String?
  var artifact: String?
  var version: String?
  var packaging = "jar"
  var parent: Parent?
  /// Directories, or files, of other projects; those of profiles, too.
  var modules: [String] = []

  init(_ text: String) {
    var scan = XMLScan(text)
    var open: [Substring] = []
    while let event = scan.next() {
      switch event {
      case .start(let name):
        open.append(name)
        if open == ["project", "parent"] { parent = Parent() }
        if open == ["project", "parent", "relativePath"] { parent?.path = "" }
      case .end(let name):
        if let place = open.lastIndex(of: name) { open.removeSubrange(place...) }
      case .text(let text): read(text, at: open)
      }
    }
    group = group ?? parent?.group
    version = version ?? parent?.version
  }

  private mutating func read(_ text: String, at open: [Substring]) {
    switch open.dropFirst() {
    case ["groupId"]: group = text
    case ["artifactId"]: artifact = text
    case ["version"]: version = text
    case ["packaging"]: packaging = text
    case ["parent", "groupId"]: parent?.group = text
    case ["parent", "artifactId"]: parent?.artifact = text
    case ["parent", "version"]: parent?.version = text
    case ["parent", "relativePath"]: parent?.path = text
    case ["modules", "module"], ["profiles", "profile", "modules", "module"]: modules.append(text)
    default: return
    }
  }

  /// The jar's name without its suffix, as Maven makes it of what is written out.
  var jarName: String? {
    guard let artifact, !artifact.contains("$") else { return nil }
    return version.flatMap { $0.contains("$") ? nil : "\(artifact)-\($0)" } ?? artifact
  }
}
