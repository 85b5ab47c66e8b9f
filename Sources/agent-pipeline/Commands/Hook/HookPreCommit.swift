import AgentManifest
import ArgumentParser
import GitHistory
import SystemPackage

struct HookPreCommit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pre-commit",
    abstract: "Validates the manifests that the next commit changes, as they are staged.",
    discussion: "What is not staged does not count. Nothing is written, neither reports nor a run folder.")

  @Argument(help: "Staged manifests, as the pre-commit framework names them. (default: all that differ from HEAD)")
  var files: [String] = []
  @OptionGroup var options: HookOptions

  func run() async throws {
    let session = HookSession(options)
    try await session.run {
      let repository = try session.openRepository()
      // git names another index to the hooks of `git commit -a` and `git commit FILE`.
      let index = session.environment["GIT_INDEX_FILE"].flatMap { $0.isEmpty ? nil : FilePath($0) }
      let staged = try await files.isEmpty ? changed(session, repository, index) : named(session, repository, index)
      var verdict = HookSession.Verdict()
      for file in staged {
        let prefix = file.folder.isEmpty ? "" : file.folder + "/"
        let beside = try await session.stagedFiles(repository, index) { $0.hasPrefix(prefix) }
        session.validate(file, beside: beside, of: repository, &verdict)
      }
      session.conclude(verdict, stopping: "commit")
      return verdict.exitCode
    }
  }

  private func changed(
    _ session: HookSession, _ repository: GitRepository, _ index: FilePath?
  ) async throws -> [GitFile] {
    try repository.changed(
      await session.stagedFiles(repository, index) { path in
        FilePath(path).lastComponent.map { ManifestLocator.names.contains($0.string) } ?? false
      })
  }

  /// Also those that are as in HEAD: `pre-commit run --all-files` asks for every manifest.
  private func named(
    _ session: HookSession, _ repository: GitRepository, _ index: FilePath?
  ) async throws -> [GitFile] {
    let current = ProcessEnvironment.currentFolder
    let names = Set(
      files.map { name in
        var path = current.pushing(FilePath(name)).lexicallyNormalized()
        return repository.workTree.map { path.removePrefix($0) } == true ? path.string : name
      })
    return try await session.stagedFiles(repository, index) { names.contains($0) }
  }
}
