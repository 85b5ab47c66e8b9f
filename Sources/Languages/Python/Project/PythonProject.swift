import OCIImage

/// Which file of a project says what is installed: a lock before what it was made from.
struct PythonProject {
  enum Source: Sendable, Hashable {
    case pylock, uvLock, poetryLock, pdmLock, pipfileLock, requirements, pyproject, setup
    /// Only agent.yaml names dependencies.
    case none

    /// `nil` if it is not one file.
    var file: String? {
      switch self {
      case .pylock: PylockFile.name
      case .uvLock: UvLock.name
      case .poetryLock: PoetryLock.name
      case .pdmLock: PDMLock.name
      case .pipfileLock: PipfileLock.name
      case .requirements: RequirementsFile.name
      case .pyproject: PyProject.name
      case .setup: "setup.py"
      case .none: nil
      }
    }
  }

  private static let locks: [Source] = [.pylock, .uvLock, .poetryLock, .pdmLock, .pipfileLock]

  let directory: ProjectDirectory
  let source: Source
  /// The lock file's directory, seen from the agent's: `../..`; empty if they are the same.
  let place: String
  let pyproject: PyProject?

  init(in directory: ProjectDirectory) throws(LockProblem) {
    self.directory = directory
    pyproject = try directory.text(PyProject.name).map { text throws(LockProblem) in try PyProject(text) }
    if let lock = Self.locks.first(where: { directory.exists($0.file ?? "") }) {
      (source, place) = (lock, "")
    } else if pyproject != nil, let above = try Self.workspace(of: directory) {
      (source, place) = (.uvLock, above)
    } else {
      place = ""
      if directory.exists(RequirementsFile.name) {
        source = .requirements
      } else if pyproject?.hasProject == true {
        source = .pyproject
      } else if directory.exists("setup.py") || directory.exists("setup.cfg") && pyproject?.hasBuildSystem == true {
        source = .setup
      } else {
        source = .none
      }
    }
  }

  var hasLock: Bool { Self.locks.contains(source) }

  /// The place of the file that decides, seen from the agent's directory.
  var lockFile: String { [place, source.file ?? ""].filter { !$0.isEmpty }.joined(separator: "/") }

  /// The text of the lock file; `nil` if the source is none.
  var lockText: String? { hasLock ? directory.text(lockFile, limit: 64 << 20) : nil }

  /// The directory above whose uv workspace has this one as a member.
  private static func workspace(of directory: ProjectDirectory) throws(LockProblem) -> String? {
    var (here, path, below) = (directory, "..", "")
    while let parent = here.parent {
      let name = here.place.split(separator: "/").last.map(String.init) ?? ""
      below = below.isEmpty ? name : "\(name)/\(below)"
      if let text = parent.text(PyProject.name), let workspace = try PyProject(text).workspace {
        let isMember = workspace.members.contains { GlobPattern($0)?.matches(below) == true }
        let isExcluded = workspace.excluded.contains { GlobPattern($0)?.matches(below) == true }
        return isMember && !isExcluded && parent.exists(UvLock.name) ? path : nil
      }
      (here, path) = (parent, "\(path)/..")
    }
    return nil
  }
}
