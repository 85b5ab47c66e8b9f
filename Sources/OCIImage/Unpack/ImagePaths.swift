public import SystemPackage

/// Which paths an image contains, found by reading its layers once; each layer's list is kept in a directory by digest.
public struct ImagePaths: Sendable {
  /// As in the kernel.
  private static let linkLimit = 40
  /// Bytes of all names in memory, with those of directories that no layer lists. Large images have some ten megabytes.
  private static let nameLimit = 256 << 20

  /// Files whose text is kept: who the image's users are.
  private static let accountFiles: Set = ["etc/passwd", "etc/group"]
  /// Bytes of such a file.
  private static let accountLimit: Int64 = 1 << 20

  private enum Kind {
    case directory, link(target: String), other(text: String?)
  }

  /// What is at a path without a leading slash.
  private var entries: [String: Kind] = [:]
  private var nameBytes = 0

  /// - Parameter directory: where the lists are kept; if it cannot be written, layers are read again next time.
  public init(of image: StoredImage, keptIn directory: FilePath) throws(ImageFailure) {
    try add(image.manifest.layers, of: image.layout, keptIn: directory)
  }

  /// The same with more layers on top.
  public func adding(
    _ layers: [Descriptor], of layout: ImageLayout, keptIn directory: FilePath
  ) throws(ImageFailure) -> ImagePaths {
    var more = self
    try more.add(layers, of: layout, keptIn: directory)
    return more
  }

  private init() {}

  /// Of `scratch`.
  public static let none = ImagePaths()

  private mutating func add(
    _ layers: [Descriptor], of layout: ImageLayout, keptIn directory: FilePath
  ) throws(ImageFailure) {
    for layer in layers {
      let list = directory.appending("\(layer.digest.hex).3")
      let kept = PathList.read(list)
      let found = if let kept { kept } else { try Self.read(layer, in: layout, keepingIn: list) }
      for entry in found {
        try ImageFailure.checkCancellation(of: "list", list)
        do throws(ImageFailure) {
          try apply(entry)
        } catch {
          throw .inLayer(layer.digest, error)
        }
      }
    }
  }

  /// Whether a program would find something at the absolute path, links followed.
  public func holds(_ path: String) -> Bool { resolved(path) != nil }

  /// The names in a directory, links followed, sorted.
  public func names(in directory: String) -> [String] {
    guard let place = resolved(directory) else { return [] }
    let prefix = place.isEmpty ? "" : place + "/"
    return entries.keys.filter { $0.hasPrefix(prefix) && $0 != place && !$0.dropFirst(prefix.count).contains("/") }
      .map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// Whether a directory is at the absolute path, links followed.
  public func hasDirectory(_ path: String) -> Bool {
    guard let place = resolved(path) else { return false }
    if place.isEmpty { return true }
    if case .directory = entries[place] { return true }
    return false
  }

  /// The text of /etc/passwd or /etc/group; `nil` if it is not there, or no such file.
  public func accounts(_ path: String) -> String? {
    guard let place = resolved(path), case .other(let text) = entries[place] else { return nil }
    return text
  }

  /// The path without links and a leading slash; `nil` if nothing is there.
  func resolved(_ path: String) -> String? {
    let (place, isThere) = walk(path)
    return isThere ? place : nil
  }

  /// The path without a leading slash at which a file made at the given one would be: links of the image are followed,
  /// and what is not there stays as it is.
  public func place(of path: String) -> String { walk(path).place }

  private func walk(_ path: String) -> (place: String, isThere: Bool) {
    var rest = Array(path.split(separator: "/").map(String.init).reversed())
    var resolved: [String] = []
    var links = 0
    var isThere = true
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        _ = resolved.popLast()
        continue
      }
      resolved.append(name)
      switch entries[resolved.joined(separator: "/")] {
      case .directory, .other: continue
      case nil: isThere = false
      case .link(let target):
        links += 1
        guard links <= Self.linkLimit else { return (path.split(separator: "/").joined(separator: "/"), false) }
        resolved.removeLast()
        if target.hasPrefix("/") { resolved = [] }
        rest += target.split(separator: "/").map(String.init).reversed()
      }
    }
    return (resolved.joined(separator: "/"), isThere)
  }

  private mutating func apply(_ entry: PathList.Entry) throws(ImageFailure) {
    let slash = entry.path.utf8.lastIndex(of: UInt8(ascii: "/"))
    // What a layer writes behind a link goes where the link leads.
    let directory = slash.map { place(of: String(entry.path[..<$0])) } ?? ""
    let name = slash.map { entry.path[$0...].dropFirst() } ?? entry.path[...]
    func path(_ name: some StringProtocol) -> String { directory.isEmpty ? String(name) : "\(directory)/\(name)" }
    switch Whiteout(name: Array(name.utf8)[...]) {
    case .opaque: remove(below: directory)
    case .remove(let name):
      let gone = path(String(decoding: name, as: UTF8.self))
      entries[gone] = nil
      remove(below: gone)
    case .bookkeeping: return
    case nil:
      // Archives may omit parents, also of what was a file. If one is there, so are those above it.
      var rest = directory[...]
      while !rest.isEmpty, isNoDirectory(String(rest)) {
        try set(String(rest), .directory)
        rest = rest[..<(rest.utf8.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex)]
      }
      let place = path(name)
      if entry.kind != .directory, case .directory = entries[place] { remove(below: place) }
      let kind: Kind =
        switch entry.kind {
        case .directory: .directory
        case .link: .link(target: entry.text)
        case .account: .other(text: entry.text)
        case .file: .other(text: nil)
        }
      try set(place, kind)
    }
  }

  private func isNoDirectory(_ path: String) -> Bool {
    switch entries[path] {
    case nil, .other: true
    case .directory, .link: false
    }
  }

  private mutating func set(_ path: String, _ kind: Kind) throws(ImageFailure) {
    let target = if case .link(let target) = kind { target } else { "" }
    try Self.count(path, target, in: &nameBytes)
    entries[path] = kind
  }

  private static func count(_ path: String, _ target: String, in bytes: inout Int) throws(ImageFailure) {
    bytes += path.utf8.count + target.utf8.count
    guard bytes <= nameLimit else {
      throw .refusedEntry("…", problem: "the names of all files have more than \(nameLimit >> 20) MiB")
    }
  }

  private mutating func remove(below directory: String) {
    let prefix = directory.isEmpty ? "" : directory + "/"
    for path in entries.keys where path.hasPrefix(prefix) && path != directory { entries[path] = nil }
  }

  private static func read(
    _ layer: Descriptor, in layout: ImageLayout, keepingIn list: FilePath
  ) throws(ImageFailure) -> [PathList.Entry] {
    let archive = try LayerArchive.open(layer, in: layout)
    var found: [PathList.Entry] = []
    var limits = UnpackLimits(bytes: .max)
    var nameBytes = 0
    while let entry = try archive.next() {
      do throws(ImageFailure) {
        try limits.take(entry)
        let path = String(decoding: try TreeWriter.plainPath(entry.path, of: entry), as: UTF8.self)
        try TreeWriter.refuseDevice(entry)
        guard !path.isEmpty else { continue }
        var (kind, text) = (PathList.Kind.file, "")
        if entry.kind == .directory {
          kind = .directory
        } else if entry.kind == .symbolicLink {
          (kind, text) = (.link, String(decoding: entry.linkTarget, as: UTF8.self))
        } else if entry.kind == .file, accountFiles.contains(path), entry.size <= accountLimit {
          (kind, text) = (.account, String(decoding: try archive.remainingContents(), as: UTF8.self))
        }
        try count(path, text, in: &nameBytes)
        found.append(PathList.Entry(kind: kind, path: path, text: text))
      } catch {
        throw .inLayer(layer.digest, error)
      }
    }
    PathList.write(found, to: list)
    return found
  }
}
