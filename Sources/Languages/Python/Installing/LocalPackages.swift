import Diagnostics
import FileIO
import SystemPackage

/// The directories and files of the repository that are installed as packages. pip calls one that it cannot find an
/// "Invalid requirement", whatever the reason.
struct LocalPackages {
  let requirements: RequirementsFile?
  let steps: [PythonStep]
  /// The agent's directory.
  let original: FilePath
  /// The same in the copy that the package manager sees.
  let copy: FilePath
  /// A place in agent.yaml.
  let manifest: SourceLocation

  /// - Throws: if one is not in the copy, with the reason.
  func check() throws {
    for package in named { try check(package.place, file: package.file, line: package.line) }
  }

  /// Removes what earlier builds left in the copy: setuptools packs all that is in `build/lib`.
  /// - Parameter root: of the copy, outside of which nothing is touched.
  func removeLeavings(in root: FilePath) throws {
    for package in named {
      let build = copy.pushing(FilePath(package.place)).lexicallyNormalized().appending("build")
      guard build.starts(with: root), try FileStatus.of(build)?.kind == .directory else { continue }
      for name in try Directory.names(in: build)
      where name == "lib" || ["lib.", "bdist."].contains(where: name.hasPrefix) {
        try Directory.remove(build.appending(name))
      }
    }
  }

  /// Their places without extras, and what names them.
  private var named: [(place: String, file: String, line: Int)] {
    let listed = (requirements?.localPackages ?? []).map { package in
      (place: String(package.place.prefix { $0 != "[" && $0 != "#" }), file: package.file, line: package.line)
    }
    var found = listed
    for case .exact(let packages) in steps {
      for package in packages {
        switch package.source {
        case .directory(let place), .file(let place): found.append((place: place, file: "", line: 1))
        case .index, .url, .git: continue
        }
      }
    }
    return found
  }

  private func check(_ place: String, file: String, line: Int) throws {
    let path = FilePath(place)
    guard path.isRelative, !place.contains("$"),
      try FileStatus.of(copy.pushing(path).lexicallyNormalized(), followsLinks: true) == nil
    else { return }
    let original = self.original.pushing(path).lexicallyNormalized()
    let (reason, hint): (String, String)
    if try FileStatus.of(original)?.kind == .symbolicLink {
      (reason, hint) = ("is a link that leads out of what the build sees", "name the place that it leads to")
    } else if try FileStatus.of(original) != nil, Project(around: self.original).place(of: original) == nil {
      (reason, hint) = ("is outside of the repository", "move it into the repository, or name a release of it")
    } else if try FileStatus.of(original) != nil {
      (reason, hint) = (
        "is left out by .dockerignore or `build.ignore`, or lies behind a link",
        "add a pattern with `!` for it behind the one that matches, or name its real place"
      )
    } else {
      (reason, hint) = ("does not exist", "correct the path: it begins in the agent's directory")
    }
    throw Failure(
      .agent, "local-package-missing", "the package `\(place)` cannot be installed: it \(reason)",
      at: LockProblem(message: "", hint: "", line: line, file: file).place(beside: manifest),
      hints: [hint])
  }
}
