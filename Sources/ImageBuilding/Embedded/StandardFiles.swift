import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// What a program expects of a machine, as far as the base image lacks it: its user's home, volumes, /tmp, and in an
/// image from `scratch` also the tables of users and the time zones.
struct StandardFiles {
  private static let timeZones: FilePath = "/usr/share/zoneinfo"
  /// Copies of all zones with other leap seconds, and what is about the host.
  private static let needless: Set = ["posix", "right", "localtime", "posixrules"]

  let owner: ImageOwner
  /// Absolute.
  let home: String?
  /// Absolute.
  let volumes: [String]
  let base: BaseDirectories
  /// Paths without a leading slash that the image's own files have, which stay.
  let taken: Set<String>
  let attributes: LayerAttributes

  /// - Returns: the entries, sorted, and what the host could not give.
  func entries() throws -> (entries: [LayerEntry], notes: [Diagnostic]) {
    var found: [String: LayerEntry] = [:]
    if !base.has("tmp") { found["tmp"] = directory("tmp", mode: 0o1777) }
    if let ids = owner.ids {
      var own = attributes
      (own.uid, own.gid) = (ids.uid, ids.gid)
      for (path, isVolume) in volumes.map({ ($0, true) }) + [home].compactMap(\.self).map({ ($0, false) }) {
        let place = base.place(of: path)
        guard !place.isEmpty, isVolume || !base.has(place), !taken.contains(place), found[place] == nil else {
          continue
        }
        found[place] = LayerEntry(path: place, contents: .directory, mode: 0o755, attributes: own)
      }
    }
    guard base.paths == nil else { return (found.values.sorted(), []) }
    for (path, text) in accounts where !taken.contains(path) {
      found[path] = LayerEntry(path: path, contents: .bytes(Array(text.utf8)), mode: 0o644, attributes: attributes)
    }
    let scanner = DirectoryScanner(attributes: attributes) { path, _ in
      !Self.needless.contains(FilePath(path).components.first?.string ?? "")
    }
    guard try FileStatus.of(Self.timeZones, followsLinks: true) != nil else {
      let note = Diagnostic.note(
        "time-zones-missing", "the image has no time zones, since this machine has none to copy",
        hints: ["on Debian and Ubuntu: apt-get install tzdata", "or choose a base image that has them"])
      return (found.values.sorted(), [note])
    }
    for entry in try scanner.scan(Self.timeZones, to: String(Self.timeZones.string.dropFirst())) {
      found[entry.path] = entry
    }
    return (found.values.sorted(), [])
  }

  /// passwd(5), group(5), nsswitch.conf(5).
  private var accounts: [String: String] {
    var users = ["root:x:0:0:root:/root:/sbin/nologin"]
    var groups = ["root:x:0:"]
    if let ids = owner.ids, ids.uid != 0 {
      users.append("agent:x:\(ids.uid):\(ids.gid):agent:\(home ?? ImageOwner.defaultHome):/sbin/nologin")
      if ids.gid != 0 { groups.append("agent:x:\(ids.gid):") }
    }
    func text(_ lines: [String]) -> String { lines.map { "\($0)\n" }.joined() }
    return [
      "etc/passwd": text(users), "etc/group": text(groups), "etc/nsswitch.conf": "hosts: files dns\n",
    ]
  }

  private func directory(_ path: String, mode: UInt16) -> LayerEntry {
    LayerEntry(path: path, contents: .directory, mode: mode, attributes: attributes)
  }
}

extension Collection where Element == LayerEntry {
  fileprivate func sorted() -> [LayerEntry] {
    sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}
