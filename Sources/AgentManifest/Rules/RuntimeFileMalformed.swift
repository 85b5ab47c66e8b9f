public import Diagnostics
import YAMLTree

/// The file that names what the language's tool installs can be read.
public enum RuntimeFileMalformed: ContextRule {
  public static let id = "runtime-file-malformed"
  public static let title = "The file that the language's build tool starts from can be read"
  public static let why = "npm and Maven stop at the first slip in it, at the end of a long download"
  public static let badExample = """
    spec:
      runtime: nodejs
    """
  public static let goodExample = badExample
  public static let badFiles = ["package.json": "{\"dependencies\": {\"express\": \"4.18.2\",}}\n"]
  public static let goodFiles = ["package.json": "{\"dependencies\": {\"express\": \"4.18.2\"}}\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard surroundings.dockerfile == nil else { return [] }
    switch manifest.language {
    case .nodejs:
      return ["package.json", "package-lock.json"].compactMap { name in
        guard let bytes = surroundings.read(name, limit), let problem = JSONSyntax.problem(in: bytes) else {
          return nil
        }
        return finding(
          "\(name) is not JSON: \(problem.message)", name, problem.line, problem.column, manifest,
          hint: "npm says the same with `npm pkg get name`")
      }
    case .java:
      guard let text = surroundings.text("pom.xml"), let problem = elements(of: text) else { return [] }
      return [
        finding(
          "pom.xml is not XML: \(problem.message)", "pom.xml", problem.line, problem.column, manifest,
          hint: "Maven says the same with `mvn validate`")
      ]
    default: return []
    }
  }

  /// Bytes; those of larger files are left to the tools.
  private static let limit = 1 << 20

  /// The first element that is not closed, or closed by another.
  private static func elements(of text: String) -> (message: String, line: Int, column: Int)? {
    var scan = XMLScan(text)
    func problem(_ message: String, _ index: String.Index) -> (message: String, line: Int, column: Int) {
      let place = scan.place(of: index)
      return (message, place.line, place.column)
    }
    var open: [(name: Substring, start: String.Index)] = []
    var isEmpty = true
    while let event = scan.next() {
      switch event {
      case .start(let name):
        isEmpty = false
        open.append((name, scan.start))
      case .text: break
      case .end(let name):
        guard let last = open.popLast() else {
          return problem("`</\(name)>` closes nothing", scan.start)
        }
        if last.name != name {
          return problem("`<\(last.name)>` is not closed before `</\(name)>`", last.start)
        }
      }
    }
    if let last = open.last { return problem("`<\(last.name)>` is not closed", last.start) }
    return isEmpty ? problem("it has no element", text.startIndex) : nil
  }

  private static func finding(
    _ message: String, _ name: String, _ line: Int, _ column: Int, _ manifest: ManifestTree, hint: String
  ) -> Diagnostic {
    // Beside the manifest, and named as it is.
    let path = manifest.root.location.file
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return error(message, at: SourceLocation(file: folder + name, line: line, column: column), hints: [hint])
  }
}
