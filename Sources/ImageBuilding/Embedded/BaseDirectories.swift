import OCIImage

/// The base image's directories, which our layers leave as they are: mode, owner and links stay, as under Docker.
struct BaseDirectories: Sendable {
  /// `nil` for `scratch`.
  var paths: ImagePaths?
  var image: Digest?

  static let none = BaseDirectories(paths: nil, image: nil)

  /// Whether the base has a directory at the path, which has no leading slash.
  func has(_ path: String) -> Bool { paths?.hasDirectory(path) ?? false }

  /// Where a file made at the path would be, without a leading slash.
  func place(of path: String) -> String {
    paths?.place(of: path) ?? path.split(separator: "/").joined(separator: "/")
  }

  /// The entries where the base's links lead: `app/main.py` becomes `srv/main.py` if `/app` is a link to `/srv`.
  func placed(_ entries: [LayerEntry]) -> [LayerEntry] {
    guard let paths else { return entries }
    var known: [Substring: String] = [:]
    return entries.compactMap { entry in
      var entry = entry
      if entry.contents == .directory {
        if paths.hasDirectory(entry.path) { return nil }
        // A link that leads nowhere yet stays one, too.
        entry.path = paths.place(of: entry.path)
        return entry
      }
      guard let slash = entry.path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return entry }
      let parent = entry.path[..<slash]
      let place = known[parent] ?? paths.place(of: String(parent))
      known[parent] = place
      entry.path = place + entry.path[slash...]
      return entry
    }
  }

  /// What of the base decides how a layer's files are written: a part of the key of the layer cache.
  /// - Parameter directory: where the layer's files go; absolute.
  func inputs(for directory: String) -> [String] {
    guard let paths, let image else { return [] }
    // The base may have any of the directories in it.
    if paths.holds(directory) { return ["base \(image)"] }
    let names = directory.split(separator: "/")
    let parents = names.indices.map { names[...$0].joined(separator: "/") }
    return parents.filter(has).map { "below base directory \($0) at \(paths.place(of: $0))" }
  }
}
