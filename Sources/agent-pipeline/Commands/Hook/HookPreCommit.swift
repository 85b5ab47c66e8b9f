import AgentManifest
import ArgumentParser
import Diagnostics
import FileIO
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
  /// - Throws: if a name is not that of a staged file, so that no typing error passes for a check.
  private func named(_ call: Invocation, _ repository: GitRepository, _ index: FilePath?) throws -> [GitFile] {
    let names = files.map { (given: $0, staged: Self.place(of: $0, in: repository, call)) }
    let wanted = Set(names.map(\.staged))
    // A file that is only announced and a link to elsewhere are there, but are no manifests.
    var found: Set<String> = []
    let staged = try repository.stagedFiles(index: index) { path in
      guard wanted.contains(path) else { return false }
      found.insert(path)
      return true
    }
    let missing = names.filter { !found.contains($0.staged) }.map { "`\($0.given)`" }
    guard missing.isEmpty else {
      throw Failure(
        .usage, "not-staged",
        "\(missing.joined(separator: ", ")) \(missing.count == 1 ? "is not a staged file" : "are not staged files")",
        hints: ["name files as seen from this directory, and stage them with `git add`; without names, all are checked"]
      )
    }
    return staged
  }

  /// A path as the index has it.
  private static func place(of name: String, in repository: GitRepository, _ call: Invocation) -> String {
    guard let top = repository.workTree else { return name }
    var path = call.directories.absolute(FilePath(name))
    if path.removePrefix(top) { return path.string }
    // The way to it may lead through links, and the file be one itself.
    guard let last = path.lastComponent, let directory = FileStatus.realPath(of: path.removingLastComponent()) else {
      return name
    }
    path = directory.appending(last)
    return path.removePrefix(top) ? path.string : name
  }
}
