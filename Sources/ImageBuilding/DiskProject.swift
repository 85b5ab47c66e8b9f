import FileIO
public import Languages
public import SystemPackage

extension ProjectDirectory {
  /// A directory on disk. Files are read only if they are inside its repository, after links are resolved.
  public init(at directory: FilePath) {
    let project = Project(around: directory)
    let place = project.place(of: directory)?.string ?? ""
    let own = project.root.pushing(FilePath(place))
    @Sendable func whole(_ path: String) -> FilePath? {
      let whole = own.pushing(FilePath(path)).lexicallyNormalized()
      return whole.starts(with: project.root) ? whole : nil
    }
    self.init(
      place: place,
      exists: { path in whole(path).flatMap { try? FileStatus.of($0) } != nil },
      read: { path, limit in whole(path).flatMap { try? FileContents.read($0, limit: limit, in: project) } },
      names: { path in whole(path).flatMap { try? Directory.names(in: $0) } ?? [] })
  }
}
