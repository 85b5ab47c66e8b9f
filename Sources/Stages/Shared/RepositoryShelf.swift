import FileIO
import GitHistory
import SystemPackage

/// The git repositories that this call has opened. Agents of one repository share it, and with it what was read of its
/// history: two hundred of them cost little more than one.
public actor RepositoryShelf {
  private var repositories: [FilePath: GitRepository] = [:]

  public init() {}

  /// Lets a closure work with the repository that a directory belongs to; nobody else does meanwhile.
  func use<Result: Sendable>(
    of directory: FilePath, open: () throws(GitFailure) -> GitRepository, _ body: (GitRepository) throws -> Result
  ) throws -> Result {
    if let known = known(directory) { return try body(known) }
    let repository = try open()
    if let root = repository.workTree { repositories[Self.normal(root)] = repository }
    return try body(repository)
  }

  /// The next use opens the repository anew: another program has changed it.
  func forget(_ directory: FilePath) {
    repositories = repositories.filter { !directory.starts(with: $0.key) }
  }

  /// The repository of the nearest directory above that holds `.git`; a submodule's is not the one around it.
  private func known(_ directory: FilePath) -> GitRepository? {
    guard !repositories.isEmpty else { return nil }
    var place = directory.lexicallyNormalized()
    while true {
      if let found = repositories[place] { return found }
      guard (try? FileStatus.of(place.appending(".git"))) == .some(nil), !place.isEmpty, place != "/" else {
        return nil
      }
      place.removeLastComponent()
    }
  }

  private static func normal(_ path: FilePath) -> FilePath { path.lexicallyNormalized() }
}
