import FileIO
import SystemPackage

/// Reads objects straight from a repository's packs: three times as fast as through libgit2, and in bounded memory.
///
/// Whatever it does not find, or finds in another shape than it knows, is left to libgit2: single files, borrowed
/// objects, packs that appear later, damage. So it may say "nothing" at any time, but never something wrong: zlib's
/// checksum guards each object, as it does for git itself.
final class PackedObjects {
  private struct Pack {
    let index: PackIndex
    let file: PackFile
  }

  private struct Place: Hashable {
    let pack: Int
    let offset: Int64
  }

  typealias Object = (kind: PackFile.Kind, contents: [UInt8])

  /// Each keeps two files open.
  private static let packLimit = 64
  /// Bytes of objects that others are differences to; beyond it starts afresh.
  private static let memoLimit = 8 << 20
  /// git makes at most 4095 steps.
  private static let depthLimit = 4096

  private var packs: [Pack] = []
  /// Neighbours lie in one pack.
  private var latest = 0
  private var memo: [Place: Object] = [:]
  private var memoSize = 0

  /// - Parameter folder: the repository's `objects`.
  init(_ folder: FilePath) {
    let folder = folder.appending("pack")
    let names = (try? Folder.names(in: folder)) ?? []
    for name in names.sorted() where name.hasSuffix(".idx") && packs.count < Self.packLimit {
      if let index = PackIndex(folder.appending(name)),
        let file = PackFile(folder.appending(name.dropLast(4) + ".pack"))
      {
        packs.append(Pack(index: index, file: file))
      }
    }
  }

  func object(_ id: ObjectID) -> Object? {
    place(of: id).flatMap { object(at: $0) }
  }

  private func place(of id: ObjectID) -> Place? {
    for step in packs.indices {
      let number = (latest + step) % packs.count
      if let offset = packs[number].index.offset(of: id) {
        latest = number
        return Place(pack: number, offset: offset)
      }
    }
    return nil
  }

  private func object(at place: Place) -> Object? {
    var deltas: [(place: Place, contents: [UInt8])] = []
    var place = place
    var object: Object
    while true {
      if let known = memo[place] {
        object = known
        break
      }
      guard let entry = packs[place.pack].file.entry(at: place.offset), deltas.count < Self.depthLimit else {
        return nil
      }
      guard entry.kind == .offsetDelta || entry.kind == .nameDelta else {
        object = (entry.kind, entry.contents)
        if !deltas.isEmpty { remember(object, at: place) }
        break
      }
      deltas.append((place, entry.contents))
      // A base by its id lies in the same pack (gitformat-pack).
      guard let base = entry.base ?? entry.baseID.flatMap({ packs[place.pack].index.offset(of: $0) }) else {
        return nil
      }
      place = Place(pack: place.pack, offset: base)
    }
    for (place, delta) in deltas.reversed() {
      guard let contents = PackDelta.apply(delta, to: object.contents) else { return nil }
      object.contents = contents
      remember(object, at: place)
    }
    return object
  }

  private func remember(_ object: Object, at place: Place) {
    if memoSize + object.contents.count > Self.memoLimit {
      memo.removeAll(keepingCapacity: true)
      memoSize = 0
    }
    guard object.contents.count <= Self.memoLimit / 8 else { return }
    memoSize += object.contents.count
    memo[place] = object
  }
}
