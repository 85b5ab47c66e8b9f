import Languages

/// A pom.xml, as far as init reads it.
struct PomText {
  static let file = "pom.xml"

  private var texts: [String: String] = [:]
  private(set) var dependencies: [String] = []
  private(set) var mainClass: String?
  /// Of the compiler's plugin.
  private(set) var release: String?

  init?(in project: SetupProject) {
    guard let text = project.text(Self.file) else { return nil }
    var scan = XMLScan(text)
    var open: [Substring] = []
    while let event = scan.next() {
      switch event {
      case .start(let name): open.append(name)
      case .end(let name): if let place = open.lastIndex(of: name) { open.removeSubrange(place...) }
      case .text(let text): read(text, at: open)
      }
    }
  }

  /// A value by the names of its elements below `project`: `parent/version`; `nil` where a property stands for it.
  subscript(path: String) -> String? { texts[path].flatMap { $0.contains("${") ? nil : $0 } }

  private mutating func read(_ text: String, at open: [Substring]) {
    let path = open.dropFirst().joined(separator: "/")
    if texts[path] == nil { texts[path] = text }
    if path == "dependencies/dependency/artifactId" { dependencies.append(text) }
    if ["mainClass", "start-class", "exec.mainClass"].contains(open.last), !text.contains("${") { mainClass = text }
    if open.last == "release", path.hasPrefix("build/"), !text.contains("${") { release = text }
  }
}
