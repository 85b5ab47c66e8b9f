import FileIO
import OCIImage
import SystemPackage

/// A copy of what an installation reads of the agent's directory: the package manager sees nothing else of it.
struct PythonSources {
  let directory: FilePath
  private let runsCode: Bool

  init(_ request: PythonRequest, in own: FilePath) throws {
    directory = own.appending("source")
    try Directory.create(directory)
    runsCode = request.requirements?.mayRunCode ?? false
    guard let requirements = request.requirements else { return }
    // A package in a directory may consist of any of the agent's files.
    if requirements.hasLocalPackages { try request.build.sources.copy(to: directory) }
    for file in requirements.files {
      let copy = directory.pushing(FilePath(file))
      guard try FileStatus.of(copy) == nil else { continue }
      try Directory.create(copy.removingLastComponent())
      try OpenFile.copy(request.build.sources.directory.pushing(FilePath(file)), to: copy, permissions: 0o644)
    }
  }

  /// Takes the kept downloads away from an installation that runs a program of a package.
  func restrict(_ call: inout ToolCall) {
    call.runsProjectCode = runsCode
    call.cache = runsCode ? .none : .write
  }
}
