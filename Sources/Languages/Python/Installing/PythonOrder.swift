import ChildProcess
import FileIO
import SystemPackage

/// What a package manager is told to install in one call, as pip and uv write it.
struct PythonOrder {
  /// `--requirement`, `--constraint`, names.
  private(set) var arguments: [String] = []
  /// Whether every download is compared with a hash.
  private(set) var isHashed = false
  /// Where relative paths begin.
  let directory: FilePath
  let runsCode: Bool
  /// Whether it is about directories of the project alone.
  let buildsProject: Bool
  /// Whether it fetches from git, which uv does only where it may build everything.
  let usesGit: Bool
  let sources: PythonSources

  /// - Parameters:
  ///   - number: of the call, for the names of files.
  ///   - wheels: those that were built here.
  init(
    _ step: PythonStep, of request: PythonRequest, _ sources: PythonSources, number: Int, finding wheels: [FilePath]
  ) throws {
    self.sources = sources
    directory = sources.agent
    runsCode = step.runsCode || request.requirements?.mayRunCode == true
    buildsProject = step.buildsProject
    usesGit = step.usesGit || request.requirements?.usesGit == true
    let own = sources.own
    func file(_ name: String, _ lines: [String]) throws -> String {
      let path = own.appending("\(number)-\(name)")
      try FileContents.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
      return path.string
    }
    switch step {
    case .exact(let packages):
      isHashed = packages.allSatisfy(\.isHashed)
      arguments = ["--no-deps", "--requirement", try file("locked.txt", packages.map(\.requirement))]
    case .wheels(let paths): arguments = ["--no-deps", "--"] + paths
    case .resolve(let requirements, let names):
      isHashed = request.requirements?.hasHashes == true && requirements != nil
      arguments = wheels.flatMap { ["--find-links", $0.removingLastComponent().string] }
      arguments += requirements.map { ["--requirement", $0] } ?? []
      if !request.constraints.isEmpty {
        arguments += ["--constraint", try file("constraints.txt", request.constraints)]
      }
      if !names.isEmpty { arguments += ["--"] + names.sorted() }
    case .local(let directories):
      arguments = ["--no-deps", "--"] + directories.map { $0.isEmpty ? "." : $0.hasPrefix(".") ? $0 : "./\($0)" }
    }
  }

  /// The places of the copy that a package manager works in.
  var hidden: HiddenPlaces { HiddenPlaces(places: [sources.agent, sources.root, sources.own]) }

  /// Takes the kept downloads away from an installation that runs a program of a package.
  func restrict(_ call: inout ToolCall) {
    call.reads.append(sources.own)
    // setuptools writes beside what it builds.
    if runsCode { call.writes.append(sources.root) }
    call.runsProjectCode = runsCode
    call.cache = runsCode ? .none : .write
  }
}

/// Makes paths in the output of a package manager those of the project: nothing names the copy that it works in.
struct HiddenPlaces: Sendable {
  /// A directory before those that contain it.
  var places: [FilePath]

  func hide(_ text: String) -> String {
    var text = text
    for place in places where text.contains(place.string) {
      for prefix in ["file://\(place)/", "\(place)/"] { text = text.replacing(prefix, with: "") }
      text = text.replacing(place.string, with: ".")
    }
    return text
  }

  func hide(_ ended: ToolExit) -> ToolExit {
    var cleaned = ended
    cleaned.exit.output = hide(ended.exit.output)
    return cleaned
  }
}
