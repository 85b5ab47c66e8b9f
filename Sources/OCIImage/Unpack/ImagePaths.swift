import FileIO
import FoundationEssentials
public import SystemPackage

/// Which paths an image contains, found by reading its layers once; each layer's list is kept in a directory by digest.
public struct ImagePaths: Sendable {
  private static let listLimit = 64 << 20
  /// As in the kernel.
  private static let linkLimit = 40

  /// The target of a symbolic link, or `nil` for other entries, by the path without a leading slash.
  private var entries: [String: String?] = [:]

  /// - Parameter directory: where the lists are kept; if it cannot be written, layers are read again next time.
  public init(of image: StoredImage, keptIn directory: FilePath) throws(ImageFailure) {
    for layer in image.manifest.layers {
      let list = directory.appending("\(layer.digest.hex).json")
      let kept = Self.kept(list)
      let found = if let kept { kept } else { try Self.read(layer, in: image.layout, keepingIn: list) }
      for entry in found {
        try ImageFailure.checkCancellation(of: "list", list)
        apply(entry)
      }
    }
  }

  /// Whether a program would find something at the absolute path, links followed.
  public func holds(_ path: String) -> Bool {
    var rest = Array(path.split(separator: "/").map(String.init).reversed())
    var resolved: [String] = []
    var links = 0
    while let name = rest.popLast() {
      if name == "." { continue }
      if name == ".." {
        _ = resolved.popLast()
        continue
      }
      let here = (resolved + [name]).joined(separator: "/")
      guard let entry = entries[here] else { return false }
      guard let target = entry else {
        resolved.append(name)
        continue
      }
      links += 1
      guard links <= Self.linkLimit else { return false }
      if target.hasPrefix("/") { resolved = [] }
      rest += target.split(separator: "/").map(String.init).reversed()
    }
    return true
  }

  private struct Entry: Codable {
    var path: String
    var target: String?
  }

  private mutating func apply(_ entry: Entry) {
    let parts = entry.path.split(separator: "/")
    let directory = parts.dropLast().joined(separator: "/")
    switch parts.last.flatMap({ Whiteout(name: Array($0.utf8)[...]) }) {
    case .opaque: remove(below: directory)
    case .remove(let name):
      let gone = (directory.isEmpty ? "" : directory + "/") + String(decoding: name, as: UTF8.self)
      entries[gone] = nil
      remove(below: gone)
    case .bookkeeping: return
    case nil:
      // Archives may omit parents.
      for count in 1..<max(1, parts.count) {
        let parent = parts.prefix(count).joined(separator: "/")
        if entries[parent] == nil { entries[parent] = .some(nil) }
      }
      entries[parts.joined(separator: "/")] = .some(entry.target)
    }
  }

  private mutating func remove(below directory: String) {
    let prefix = directory.isEmpty ? "" : directory + "/"
    for path in entries.keys where path.hasPrefix(prefix) && path != directory { entries[path] = nil }
  }

  private static func kept(_ list: FilePath) -> [Entry]? {
    guard let bytes = try? FileContents.read(list, limit: listLimit) else { return nil }
    return try? JSONDecoder().decode([Entry].self, from: Data(bytes))
  }

  private static func read(
    _ layer: Descriptor, in layout: ImageLayout, keepingIn list: FilePath
  ) throws(ImageFailure) -> [Entry] {
    let archive = try LayerArchive.open(layer, in: layout)
    var found: [Entry] = []
    var limits = UnpackLimits(bytes: .max)
    while let entry = try archive.next() {
      let path: [UInt8]
      do throws(ImageFailure) {
        try limits.take(entry)
        path = try TreeWriter.plainPath(entry.path, of: entry)
        try TreeWriter.refuseDevice(entry)
      } catch {
        throw .inLayer(layer.digest, error)
      }
      guard !path.isEmpty else { continue }
      let target = entry.kind == .symbolicLink ? String(decoding: entry.linkTarget, as: UTF8.self) : nil
      found.append(Entry(path: String(decoding: path, as: UTF8.self), target: target))
    }
    if let bytes = try? JSONEncoder().encode(found), bytes.count <= listLimit {
      try? Directory.create(list.removingLastComponent())
      try? FileContents.write(Array(bytes), to: list)
    }
    return found
  }
}
