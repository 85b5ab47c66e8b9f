import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// A requirements.txt with all it refers to.
struct RequirementsFile: Sendable, Hashable {
  static let name = "requirements.txt"
  static let sizeLimit = 4 << 20
  /// More files than this are a loop.
  static let fileLimit = 100

  var path: FilePath
  /// Of this file, of those it includes, and of the wheels on disk it names.
  var digest: String
  /// Those files, relative to the directory; what lies outside of it is not among them.
  var files: [String]
  /// Whether some lie outside, elsewhere in the repository.
  var reachesOut = false
  /// The files with a line `-e`, as seen from the directory; those outside of it are among them.
  var editableFiles: [String] = []
  /// The directories and archives that lines name as packages.
  var localPackages: [LocalPackage] = []
  /// Whether a line carries `--hash`: then each must, and every download is compared.
  var hasHashes: Bool
  /// Whether a line names a directory of the agent as a package.
  var hasLocalPackages = false
  /// Whether a line takes a package from git.
  var usesGit = false
  /// Whether a package may be built from its sources, which runs programs of it: wheels of an index are only unpacked.
  var mayRunCode = false

  /// - Returns: `nil` if the directory has no requirements.txt.
  init?(in directory: FilePath) throws {
    let path = directory.appending(Self.name)
    guard try FileStatus.of(path) != nil else { return nil }
    self.path = path
    var hash = SHA256()
    hasHashes = false
    var seen: Set<FilePath> = []
    var waiting = [path]
    var noted: [String] = []
    var isOutside = false
    var editable: [String] = []
    var local: [LocalPackage] = []
    let project = Project(around: directory)
    func note(_ file: FilePath) {
      var relative = file.lexicallyNormalized()
      if relative.removePrefix(directory) { noted.append(relative.string) } else { isOutside = true }
    }
    while let file = waiting.popLast() {
      guard seen.insert(file).inserted else { continue }
      guard seen.count <= Self.fileLimit else {
        throw Failure(
          .agent, "requirements-loop", "`\(path.string)` includes more than \(Self.fileLimit) files")
      }
      // The package manager names a missing one better than we could.
      guard try FileStatus.of(file) != nil else { continue }
      note(file)
      let text = String(decoding: try FileContents.read(file, limit: Self.sizeLimit, in: project), as: UTF8.self)
      hash.update(Array("\(text.utf8.count):\(text)\n".utf8))
      let lines = RequirementLine.lines(of: text)
      let name = Self.path(file, from: directory)
      if lines.contains(where: \.isEditable) { editable.append(name) }
      for line in lines {
        if line.text.contains("--hash") { hasHashes = true }
        if line.mayRunCode { mayRunCode = true }
        if line.address?.hasPrefix("git+") == true { usesGit = true }
        // pip reads an included file's path from the file it is in, a package's from the current directory.
        waiting += line.includedFiles.map {
          file.removingLastComponent().pushing(FilePath($0)).lexicallyNormalized()
        }
        for place in line.linkedPlaces {
          // pip looks beside the file first, then in the directory it runs in.
          let beside = file.removingLastComponent().pushing(FilePath(place)).lexicallyNormalized()
          let links = try FileStatus.of(beside) != nil ? beside : directory.pushing(FilePath(place))
          guard try FileStatus.of(links)?.kind == .directory, links.starts(with: directory) else { continue }
          for name in try Directory.names(in: links) {
            let archive = links.appending(name)
            guard try FileStatus.of(archive)?.kind == .file else { continue }
            hash.update(Array("\(name) \(try SHA256.digest(ofFile: archive))\n".utf8))
            note(archive)
          }
        }
        if let place = line.localFile {
          local.append(LocalPackage(place: place, file: name, line: line.number, isLink: line.isEditable))
          let wheel = directory.pushing(FilePath(place))
          guard try FileStatus.of(wheel)?.kind == .file else {
            hasLocalPackages = true
            mayRunCode = true
            continue
          }
          // It is copied for the package manager: a link must not turn a file of the machine into one of the project.
          if wheel.lexicallyNormalized().starts(with: directory) { try project.require(wheel) }
          hash.update(Array("\(try SHA256.digest(ofFile: wheel))\n".utf8))
          note(wheel)
        }
      }
    }
    digest = "\(hash.finish())"
    files = noted
    reachesOut = isOutside
    editableFiles = editable
    localPackages = local
  }

  /// `../../shared/common.txt`
  private static func path(_ file: FilePath, from directory: FilePath) -> String {
    let (goal, start) = (file.lexicallyNormalized().components, directory.lexicallyNormalized().components)
    let common = zip(goal, start).prefix { $0 == $1 }.count
    let ups = Array(repeating: "..", count: start.count - common)
    return (ups + goal.dropFirst(common).map(\.string)).joined(separator: "/")
  }

  /// A line that names a package by its place.
  struct LocalPackage: Sendable, Hashable {
    /// As written, with extras: `./lib[cli]`.
    var place: String
    /// The requirements file, as seen from the agent's directory, and the line in it, from 1.
    var file: String
    var line: Int
    /// Whether an installation would be a link to it, `-e`.
    var isLink: Bool
  }
}
