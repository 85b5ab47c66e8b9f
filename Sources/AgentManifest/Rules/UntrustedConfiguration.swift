public import Diagnostics
import Languages
import Synchronization
import YAMLTree

public enum UntrustedConfiguration: ContextRule {
  public static let id = "untrusted-configuration"
  public static let title = "The project's files choose neither package indexes nor programs of the build"
  public static let why =
    "A person who can change a file of the repository could replace packages or run a program with the rights of the CI job"
  /// A comment in the same repository must not allow it.
  public static let isSuppressible = false
  public static let badExample = "spec: {runtime: nodejs}"
  public static let goodExample = badExample
  public static let badFiles = ["package.json": "{}\n", ".npmrc": "registry=https://packages.example.com/npm\n"]
  public static let goodFiles = ["package.json": "{}\n", ".npmrc": "save-exact=true\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard surroundings.dockerfile == nil, let language = manifest.language else { return [] }
    let directory = surroundings.directory
    let unread = Mutex<Set<String>>([])
    var watched = directory
    watched.read = { path, limit in
      let contents = directory.read(path, limit)
      if contents == nil, directory.exists(path) { unread.withLock { _ = $0.insert(path) } }
      return contents
    }
    let refusals = language.refusals(in: watched, trusting: surroundings.packageHosts)
    // A tool would read what the check could not.
    let unchecked = unread.withLock(\.self).sorted().map(ProjectFileProblem.unchecked)
    return (refusals + unchecked).flatMap { error($0, of: manifest) }
  }
}

extension ManifestRule {
  /// The finding for a problem in a file next to the manifest, named as the manifest is.
  static func error(_ problem: ProjectFileProblem, of manifest: ManifestTree) -> [Diagnostic] {
    let path = manifest.root.location.file
    let directory = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return error(
      problem.message,
      at: SourceLocation(file: directory + problem.file, line: problem.line, column: problem.column),
      hints: [problem.hint])
  }
}
