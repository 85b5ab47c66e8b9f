import FileIO
import GitHistory
import SystemPackage

/// The git repositories that this call has opened. Agents of one repository share it and the history that was read: two
/// hundred of them cost little more than one.
public actor RepositoryShelf {
  private var repositories: [FilePath: GitRepository] = [:]

  public init() {}

  /// Gives a closure exclusive use of the repository that a directory belongs to.
  func use<Result: Sendable>(
    of directory: FilePath, open: () throws(GitFailure) -> GitRepository, _ body: (GitRepository) throws -> Result
  ) throws -> Result {
    if let known = known(directory) { return try body(known) }
    let repository = try open()
    if let root = repository.workTree { repositories[root.lexicallyNormalized()] = repository }
    return try body(repository)
  }

  /// Makes the next use reopen the repository, after another program has changed it.
  func forget(_ directory: FilePath) {
    repositories = repositories.filter { !directory.starts(with: $0.key) }
  }

  /// The repository of the nearest directory above that contains `.git`; a submodule has its own.
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
}
