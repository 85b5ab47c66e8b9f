import FileIO
import ProjectSetup
import SystemPackage

/// What is left to do after `init`, as commands to paste.
struct InitSteps {
  /// The agent's, absolute.
  let directory: FilePath
  /// As the user wrote it.
  let shown: String
  let currentDirectory: FilePath

  /// - Parameter isTemplate: then all files are new, and one of them keeps secrets out of git.
  func lines(after files: NewFiles, isTemplate: Bool) -> [String] {
    let agent = shown == "." ? "" : " \(CIFile.shell(shown))"
    return ["agent-pipeline run\(agent)   builds and tests the agent"]
      + [commit(files, isTemplate: isTemplate)].compactMap { $0.map { "\($0)   versions come from the commits" } }
      + ["set `push.to` in agent.yaml, or --push-to, to publish it"]
  }

  /// Never `git add --all` in a project: there may be files in it that must not be committed.
  private func commit(_ files: NewFiles, isTemplate: Bool) -> String? {
    guard let root = Project.repository(around: directory) else {
      let place = CIFile.shell(shown)
      guard isTemplate else { return "git init -b main, a .gitignore for what is secret or made, and a commit" }
      let git = shown == "." ? "git" : "git -C \(place)"
      let initialize = shown == "." ? "git init -b main" : "git init -b main \(place)"
      return "\(initialize) && \(git) add --all && \(git) commit -m 'feat: begin'"
    }
    guard !files.all.isEmpty else { return nil }
    let isInside = currentDirectory.starts(with: root)
    let git = isInside ? "git" : "git -C \(CIFile.shell(root.string))"
    let base = isInside ? currentDirectory : root
    var paths = files.all.map { Self.path($0.root.pushing(FilePath($0.file.path)), from: base) }
    if isTemplate {
      let others = files.all.indices.filter { files.all[$0].root != directory }
      paths = [Self.path(directory, from: base)] + others.map { paths[$0] }
    }
    let all = paths.map(CIFile.shell).joined(separator: " ")
    return "\(git) add \(all) && \(git) commit -m 'feat: describe the agent'"
  }

  private static func path(_ path: FilePath, from base: FilePath) -> String {
    var relative = path
    guard relative.removePrefix(base) else { return path.string }
    return relative.isEmpty ? "." : relative.string
  }
}
