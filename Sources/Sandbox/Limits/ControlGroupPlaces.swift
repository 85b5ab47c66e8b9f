import FileIO
import Glibc
import SystemPackage

/// Where this process may make control groups: below its own, so that limits of the CI job hold for the sandbox too.
struct ControlGroupPlaces: Sendable, Hashable {
  /// For each controller, the directories to try: version 1 has one tree each, version 2 one for all.
  var trees: [[String]: [FilePath]] = [:]
  /// Where the version 2 tree is mounted; `nil` in version 1.
  var unifiedMount: FilePath?
  /// This process's group in every tree of version 1: runc makes a directory in each.
  private(set) var everywhere: [FilePath] = []

  static let controllers = ["memory", "pids", "cpu"]

  static var own: ControlGroupPlaces {
    func text(_ path: FilePath) -> String {
      String(decoding: (try? FileContents.read(path, limit: 4 << 20)) ?? [], as: UTF8.self)
    }
    return ControlGroupPlaces(mounts: text("/proc/self/mountinfo"), groups: text("/proc/self/cgroup"))
  }

  /// - Parameters:
  ///   - mounts: as in /proc/self/mountinfo (proc_pid_mountinfo(5)).
  ///   - groups: as in /proc/self/cgroup (cgroups(7)).
  init(mounts: String, groups: String) {
    let mounts = mounts.split(separator: "\n").compactMap(Mount.init)
    let groups = groups.split(separator: "\n").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    }.filter { $0.count == 3 }
    for mount in mounts where mount.type == "cgroup" {
      guard
        let group = groups.first(where: { !Set($0[1].split(separator: ",")).isDisjoint(with: mount.options) })
      else { continue }
      let directory = mount.directory(of: group[2])
      everywhere.append(directory)
      for controller in Self.controllers where mount.options.contains(Substring(controller)) {
        trees[[controller]] = trees[[controller]] ?? [directory]
      }
    }
    guard trees.isEmpty, let mount = mounts.first(where: { $0.type == "cgroup2" }),
      let group = groups.first(where: { $0[0] == "0" && $0[1].isEmpty })
    else { return }
    let own = mount.directory(of: group[2])
    // A group with processes cannot hand controllers on (cgroups(7), "no internal processes"): then a sibling is made.
    trees[Self.controllers] = own == mount.place ? [own] : [own, own.removingLastComponent()]
    unifiedMount = mount.place
  }

  private struct Mount {
    var root: Substring
    var place: FilePath
    var type: Substring
    var options: [Substring]

    init?(_ line: Substring) {
      let halves = line.split(separator: " - ", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      let (first, last) = (halves[0].split(separator: " "), halves[1].split(separator: " "))
      guard first.count > 4, last.count > 2 else { return nil }
      (root, place, type) = (first[3], FilePath(String(first[4])), last[0])
      options = last[2].split(separator: ",")
    }

    /// - Parameter group: counted from the tree's root, of which the mount may show a part.
    func directory(of group: Substring) -> FilePath {
      let inside = root != "/" && group.hasPrefix(root) ? group.dropFirst(root.count) : group
      return inside.allSatisfy { $0 == "/" } ? place : place.pushing(FilePath(String(inside)).removingRoot())
    }
  }
}
