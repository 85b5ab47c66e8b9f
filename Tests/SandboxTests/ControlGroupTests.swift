import SystemPackage
import Testing

@testable import Sandbox

struct `Where control groups are made` {
  @Test func `version 1 has a tree for each controller, below the own group`() {
    let places = ControlGroupPlaces(
      mounts: """
        30 29 0:26 / /sys/fs/cgroup/memory rw,relatime shared:1 - cgroup cgroup rw,memory
        31 29 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
        32 29 0:28 /docker/abc /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
        33 29 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        """,
      groups: "4:memory:/job/1\n3:cpu,cpuacct:/\n2:pids:/docker/abc\n0::/\n")
    #expect(
      places.trees == [
        ["memory"]: ["/sys/fs/cgroup/memory/job/1"], ["cpu"]: ["/sys/fs/cgroup/cpu,cpuacct"],
        ["pids"]: ["/sys/fs/cgroup/pids"],
      ])
    #expect(places.unifiedMount == nil)
  }

  @Test func `version 2 has one, and siblings of a group that has processes`() {
    let mounts = "30 29 0:26 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n"
    let user = "/user.slice/user-1000.slice/user@1000.service/app.slice"
    let places = ControlGroupPlaces(mounts: mounts, groups: "0::\(user)/job.scope\n")
    #expect(
      places.trees == [
        ControlGroupPlaces.controllers: ["/sys/fs/cgroup\(user)/job.scope", "/sys/fs/cgroup\(user)"].map { .init($0) }
      ])
    #expect(places.unifiedMount == "/sys/fs/cgroup")
    // In a container with a namespace of its own there is nothing above.
    let inside = ControlGroupPlaces(mounts: mounts, groups: "0::/\n")
    #expect(inside.trees == [ControlGroupPlaces.controllers: ["/sys/fs/cgroup"]])
  }

  @Test func `without any there is no group, and no error`() {
    let places = ControlGroupPlaces(mounts: "", groups: "0::/\n")
    #expect(places.trees.isEmpty)
    #expect(ControlGroup.make(named: "agent-pipeline-none", SandboxLimits(memory: 1 << 30), in: places) == nil)
  }
}
