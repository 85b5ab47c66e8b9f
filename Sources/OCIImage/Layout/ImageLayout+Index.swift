import FileIO
import Glibc
import SystemPackage

extension ImageLayout {
  /// The table of contents, index.json.
  public func index() throws(ImageFailure) -> ImageIndex {
    let text: [UInt8]
    do throws(FileFailure) {
      text = try FileContents.read(indexPath, limit: Self.manifestLimit)
    } catch {
      // A file that may not be read says nothing about the layout.
      guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
      throw .notALayout(path, problem: "it contains no file `index.json`")
    }
    do throws(JSONProblem) {
      return try CanonicalJSON.decode(ImageIndex.self, from: text)
    } catch {
      throw .notALayout(path, problem: "its `index.json` is malformed: \(error.message)")
    }
  }

  /// Changes index.json atomically; writers in other processes wait.
  public func changeIndex(_ change: (inout ImageIndex) -> Void) throws(ImageFailure) {
    // The lock is on the directory: it ends with the process and leaves no lock file.
    let directory = try OpenFile.reading(path)
    while flock(directory.descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw .file(FileFailure("lock", path, Errno(rawValue: errno)))
      }
      try ImageFailure.checkCancellation(of: "lock", path)
      usleep(10_000)
    }
    let exists = try ImageFailure.wrapping { () throws(FileFailure) in try FileStatus.of(indexPath) != nil }
    let old = exists ? try index() : nil
    var new = old ?? ImageIndex(manifests: [])
    change(&new)
    if new == old { return }
    let text = CanonicalJSON.encode(new)
    try ImageFailure.wrapping { () throws(FileFailure) in try FileContents.write(text, to: indexPath) }
  }

  /// Points a tag at a manifest or an index; its previous target stays as a blob.
  public func tag(_ descriptor: Descriptor, as name: String) throws(ImageFailure) {
    try changeIndex { index in
      index.manifests.removeAll { $0.annotations?[Descriptor.referenceNameAnnotation] == name }
      var tagged = descriptor
      tagged.annotations = (descriptor.annotations ?? [:]).merging(
        [Descriptor.referenceNameAnnotation: name], uniquingKeysWith: { $1 })
      index.manifests.append(tagged)
    }
  }
}
