/// The commits of one range, numbered, for asking many times: which of them come after another base, which touched a
/// path. Several agents of one repository share it, so that two hundred of them cost little more than one.
struct SharedRange {
  let start: ObjectID
  /// What the range excludes, with everything below.
  let base: ObjectID
  /// Newest first.
  let ids: [ObjectID]
  private let numbers: [ObjectID: Int32]
  /// The parents of each commit: a number, `base` or `outside`.
  private let parents: [[Int32]]
  private var touches: [[[UInt8]]: [[UInt8]: [Int32]]] = [:]

  private static let outside: Int32 = -1
  private static let toBase: Int32 = -2

  init(start: ObjectID, base: ObjectID, ids: [ObjectID], store: ObjectStore) throws(GitFailure) {
    self.start = start
    self.base = base
    self.ids = ids
    var numbers: [ObjectID: Int32] = Dictionary(minimumCapacity: ids.count)
    for (number, id) in ids.enumerated() { numbers[id] = Int32(number) }
    var parents: [[Int32]] = []
    parents.reserveCapacity(ids.count)
    for id in ids {
      parents.append(
        try store.commit(id).parents.map { numbers[$0] ?? ($0 == base ? Self.toBase : Self.outside) })
    }
    self.numbers = numbers
    self.parents = parents
  }

  func contains(_ id: ObjectID) -> Bool { numbers[id] != nil }

  /// The numbers of the commits that are not reachable from another base, newest first.
  ///
  /// - Returns: nothing where this range cannot tell: the other base is not in it, or does not lie on top of its base.
  func numbers(after other: ObjectID) -> [Int32]? {
    if other == base { return Array(0..<Int32(ids.count)) }
    guard let first = numbers[other] else { return nil }
    var isBelow = [Bool](repeating: false, count: ids.count)
    isBelow[Int(first)] = true
    var waiting = [first]
    var reachesBase = false
    while let number = waiting.popLast() {
      for parent in parents[Int(number)] {
        if parent == Self.toBase {
          reachesBase = true
        } else if parent >= 0, !isBelow[Int(parent)] {
          isBelow[Int(parent)] = true
          waiting.append(parent)
        }
      }
    }
    return reachesBase ? (0..<Int32(ids.count)).filter { !isBelow[Int($0)] } : nil
  }

  /// The numbers of the commits after another base that differ at one of some paths from every parent, newest first.
  ///
  /// - Parameter paths: the names on the way to each; none is every commit, as is a path without names.
  /// - Returns: nothing where `numbers(after:)` has nothing.
  mutating func numbers(
    after other: ObjectID, touching paths: [[[UInt8]]], _ store: ObjectStore
  ) throws(GitFailure) -> [Int32]? {
    guard let range = numbers(after: other) else { return nil }
    if paths.isEmpty || paths.contains(where: \.isEmpty) { return range }
    var touching: [Int32] = []
    for path in paths { touching += try self.touching(path, store) }
    if paths.count > 1 { touching = Set(touching).sorted() }
    if other == base { return touching }
    // Both are sorted: walk along the two.
    var place = touching.startIndex
    return range.filter { number in
      while place < touching.endIndex, touching[place] < number { place += 1 }
      return place < touching.endIndex && touching[place] == number
    }
  }

  private mutating func touching(_ path: [[UInt8]], _ store: ObjectStore) throws(GitFailure) -> [Int32] {
    guard let name = path.last else { return Array(0..<Int32(ids.count)) }
    let folder = Array(path.dropLast())
    if let known = touches[folder] { return known[name] ?? [] }
    var comparison = TreeComparison(store: store)
    var found: [[UInt8]: [Int32]] = [:]
    for (number, id) in ids.enumerated() {
      for changed in try comparison.changes(in: folder, by: id) { found[changed, default: []].append(Int32(number)) }
    }
    touches[folder] = found
    return found[name] ?? []
  }
}

/// Compares what commits hold in a folder, one level deep.
struct TreeComparison {
  private let store: ObjectStore
  private var folders: [Key: ObjectID?] = [:]

  private struct Key: Hashable {
    let tree: ObjectID
    let folder: [[UInt8]]
  }

  /// Entries; beyond it starts afresh, so that a long history does not fill the memory.
  private static let limit = 1 << 14

  init(store: ObjectStore) { self.store = store }

  /// The names in a folder that differ from every parent of a commit.
  mutating func changes(in folder: [[UInt8]], by id: ObjectID) throws(GitFailure) -> Set<[UInt8]> {
    let commit = try store.commit(id)
    let own = try tree(of: folder, below: commit.tree, of: id)
    guard !commit.parents.isEmpty else {
      return try differences(own, nil, of: id)
    }
    var changes: Set<[UInt8]>?
    for parent in commit.parents {
      let root = try store.commit(parent).tree
      let other = root == commit.tree ? own : try tree(of: folder, below: root, of: parent)
      let differences = own == other ? [] : try differences(own, other, of: id)
      changes = changes?.intersection(differences) ?? differences
      if changes?.isEmpty == true { return [] }
    }
    return changes ?? []
  }

  private func differences(_ one: ObjectID?, _ other: ObjectID?, of commit: ObjectID) throws(GitFailure) -> Set<[UInt8]>
  {
    let left = try one.map { id throws(GitFailure) in try store.tree(id, of: commit) } ?? []
    let right = try other.map { id throws(GitFailure) in try store.tree(id, of: commit) } ?? []
    return left.withUnsafeBytes { left in right.withUnsafeBytes { TreeDifference.names(left, $0) } }
  }

  private mutating func tree(
    of folder: [[UInt8]], below root: ObjectID, of commit: ObjectID
  ) throws(GitFailure) -> ObjectID? {
    if folder.isEmpty { return root }
    let key = Key(tree: root, folder: folder)
    if let known = folders[key] { return known }
    var found: ObjectID? = root
    for name in folder {
      guard let tree = found else { break }
      let entry = try store.entry(name, in: tree, of: commit)
      found = entry?.isFolder == true ? entry?.id : nil
    }
    if folders.count >= Self.limit { folders.removeAll(keepingCapacity: true) }
    folders[key] = .some(found)
    return found
  }
}
