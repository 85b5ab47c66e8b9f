import Diagnostics
import FileIO
import Languages
import OCIImage
import SystemPackage

/// Links of the agent's directory that lead out of it: in the image they would lead nowhere.
struct ProjectLinks {
  /// The agent's.
  let directory: FilePath
  /// Absolute, without links.
  private let place: FilePath
  private let root: FilePath

  init(in directory: FilePath, of project: Project) {
    self.directory = directory
    place = FileStatus.realPath(of: directory) ?? directory
    root = project.root
  }

  /// Entries in which a link to a file elsewhere in the repository is that file.
  /// - Parameter isShipped: whether the entries go into the image.
  /// - Throws: if a link to a directory elsewhere in the repository would be shipped.
  func resolved(_ entries: [LayerEntry], isShipped: Bool) throws(Failure) -> [LayerEntry] {
    var found: [LayerEntry] = []
    found.reserveCapacity(entries.count)
    for entry in entries { found.append(try resolved(entry, isShipped)) }
    return found
  }

  private func resolved(_ entry: LayerEntry, _ isShipped: Bool) throws(Failure) -> LayerEntry {
    guard case .symbolicLink(let target) = entry.contents, !SourceTree.staysInside(entry.path, target) else {
      return entry
    }
    var entry = entry
    // A tool that made the link named the directory that it worked in.
    for own in [directory, place].map({ "\($0)/" }) where target.hasPrefix(own) {
      let path = "\(ExecutionConfig.applicationDirectory)/\(target.dropFirst(own.count))"
      if isShipped { entry.contents = .symbolicLink(target: path) }
      return entry
    }
    if isShipped, target.hasPrefix(SourceTree.nowhere) {
      throw outside(entry.path, String(target.dropFirst(SourceTree.nowhere.count)))
    }
    let path = directory.pushing(FilePath(entry.path))
    guard let real = FileStatus.realPath(of: path), real.starts(with: root),
      !real.components.contains(where: { $0.string == ".git" }), let status = try? FileStatus.of(real)
    else { return entry }
    switch status.kind {
    case .file:
      entry.contents = .file(real, size: status.size)
      entry.mode = status.permissions & 0o111 == 0 ? 0o644 : 0o755
    case .directory:
      if isShipped, !real.starts(with: place) { throw outside(entry.path, target) }
    case .symbolicLink, .socket, .pipe, .characterDevice, .blockDevice: break
    }
    return entry
  }

  private func outside(_ path: String, _ target: String) -> Failure {
    Failure(
      .agent, "link-outside",
      "`\(path)` is a link to `\(target)`, a directory outside of the agent's, and would lead nowhere in the image",
      hints: [
        "copy the directory into the agent's with a command of `build.run`, or put `\(path)` into .dockerignore"
      ])
  }
}
