import AgentManifest
import ArgumentParser
import GitHistory
import SystemPackage

struct HookPreCommit: AsyncParsableCommand, SettingsCommand {
  static let nameInTable = "hook"
  static let configuration = CommandConfiguration(
    commandName: "pre-commit",
    abstract: "Validates the staged manifests that the next commit changes.",
    discussion: "Unstaged changes are ignored. Nothing is written: no reports, no work directory.")

  @Argument(
    help: "Staged manifests, as the pre-commit framework names them. (default: all that differ from HEAD)",
    completion: .file())
  var files: [String] = []
  @OptionGroup(title: "Settings") var settings: SettingFlags<HookPreCommit>
  @OptionGroup var color: Flags.Color

  func run() async throws {
    try await Invocation.run(settings.values, color.presentation) { call in
      let repository = try call.openRepository()
      // In hooks of `git commit -a` and `git commit FILE`, git names another index.
      let index = call.environment["GIT_INDEX_FILE"].flatMap { $0.isEmpty ? nil : FilePath($0) }
      let staged = try files.isEmpty ? changed(call, repository, index) : named(call, repository, index)
      var check = HookCheck(call: call)
      let all = HookFiles(try staged.isEmpty ? [] : repository.stagedFiles(index: index) { _ in true })
      for file in staged {
        try Task.checkCancellation()
        check.validate(file, among: all, of: repository)
      }
      return check.conclude(stopping: "commit")
    }
  }

  private func changed(
    _ call: Invocation, _ repository: GitRepository, _ index: FilePath?
  ) throws(GitFailure) -> [GitFile] {
    try repository.changed(
      try repository.stagedFiles(index: index) { path in
        FilePath(path).lastComponent.map { ManifestLocator.names.contains($0.string) } ?? false
      })
  }

  /// Includes unchanged manifests: `pre-commit run --all-files` asks for every one.
  private func named(
    _ call: Invocation, _ repository: GitRepository, _ index: FilePath?
  ) throws(GitFailure) -> [GitFile] {
    let names = Set(
      files.map { name in
        var path = call.directories.absolute(FilePath(name))
        return repository.workTree.map { path.removePrefix($0) } == true ? path.string : name
      })
    return try repository.stagedFiles(index: index) { names.contains($0) }
  }
}
