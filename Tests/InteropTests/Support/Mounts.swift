import FileIO
import Glibc
import SystemPackage

/// Takes away what an engine left mounted below a directory.
func umountAll(below directory: FilePath) -> Int {
  let table = (try? FileContents.read("/proc/self/mounts", limit: 16 << 20)) ?? []
  let places = String(decoding: table, as: UTF8.self).split(separator: "\n")
    .compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) }
    .filter { $0.hasPrefix("\(directory)/") }
  for place in places.reversed() { umount2(place, Int32(MNT_DETACH)) }
  return places.count
}
