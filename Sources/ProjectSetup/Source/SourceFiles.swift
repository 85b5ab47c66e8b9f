import Languages
import TextFormats

/// The code of a project, read once, within bounds; without its tests, examples and documents.
struct SourceFiles: Sendable {
  let language: SourceLanguage
  let all: [SourceFile]
  /// Whether the project has more code than is read.
  let isCut: Bool
  /// Files that cannot be read, or are too large.
  let unread: [String]

  static let maximumFiles = 600
  static let maximumFileSize = 256 << 10
  static let maximumSize = 4 << 20

  /// - Parameter program: is read wherever it is.
  init(_ project: SetupProject, of language: SourceLanguage, also program: String? = nil) {
    self.language = language
    var unread: [String] = []
    var found: [SourceFile] = []
    var size = 0
    var isCut = project.isCut
    // Programs are rarely deep in a project.
    let files = project.files.filter { SourceLanguage(file: $0) == language && ($0 == program || !Self.isAside($0)) }
      .sorted { (Self.depth($0), $0) < (Self.depth($1), $1) }
    for path in files {
      guard found.count < Self.maximumFiles, size < Self.maximumSize else {
        isCut = true
        break
      }
      guard let bytes = project.directory.read(path, Self.maximumFileSize) else {
        unread.append(path)
        continue
      }
      size += bytes.count
      found.append(SourceFile(path: path, language: language, bytes: bytes))
    }
    all = found
    self.isCut = isCut
    self.unread = unread
  }

  subscript(path: String) -> SourceFile? { all.first { $0.path == path } }

  private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

  /// Whether a file is a test, an example or documentation.
  static func isAside(_ path: String) -> Bool {
    // Names of packages are anyone's: `src/main/java/org/example/samples`.
    let path =
      path.firstRange(of: "src/main/").map { path[..<$0.lowerBound] + (path.split(separator: "/").last ?? "") }
      ?? path[...]
    let parts = path.lowercased().split(separator: "/")
    let directories: Set<Substring> = [
      "test", "tests", "__tests__", "e2e", "spec", "examples", "example", "docs", "doc", "migrations", "benches",
      "benchmarks", "scripts", "static", "public", "notebooks", "samples", "integration_tests", "alembic",
    ]
    if parts.dropLast().contains(where: directories.contains) { return true }
    guard let name = parts.last else { return true }
    return name.hasPrefix("test_") || name == "conftest.py" || name == "setup.py" || name == "build.rs"
      || ["_test.go", "_test.py", "test.java", "tests.java", ".d.ts"].contains(where: name.hasSuffix)
      || name.contains(".test.") || name.contains(".spec.") || name.contains(".config.")
  }
}
