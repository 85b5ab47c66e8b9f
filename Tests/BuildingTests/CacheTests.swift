import FileIO
import Glibc
import PipelineCore
import SystemPackage
import Testing

/// What runs share is only ever a shortcut. The Go compiler is a Debian package that a contributor may not have.
@Suite("The cache", .enabled(if: Workbench.has("go"))) struct CacheTests {
  /// Certificates, standard files, and a program that the compiler and the linker are done with at once.
  private static let agent = [
    "agent.yaml": manifest("go"), "go.mod": "module x\n\ngo 1.17\n", "main.go": "package main\n\nfunc main() {}\n",
  ]

  private func usage(_ bench: Workbench) async throws -> String {
    let exit = try await bench.cache("info")
    #expect(exit.status == 0, "\(exit.output)")
    return exit.output
  }

  @Test func `is emptied, and the next build makes everything again`() async throws {
    let bench = try Workbench(Self.agent)
    let first = try await bench.run("build")
    #expect(try await usage(bench).contains("3 cached layers"))
    let pruned = try await bench.cache("prune --max-size 0")
    #expect(pruned.status == 0 && pruned.output.contains("0 B left"), "\(pruned.output)")
    #expect(try await usage(bench).contains("0 B in 0 blobs, 0 cached layers"))
    let second = try await bench.run("build")
    #expect(second.image?.layers.allSatisfy { !$0.cached } == true)
    #expect(first.image?.digest == second.image?.digest)
  }

  @Test func `keeps what was used last`() async throws {
    let bench = try Workbench(Self.agent)
    _ = try await bench.run("build")
    let blobs = bench.directory.appending("cache/images/blobs/sha256")
    let old = try Directory.names(in: blobs)
    _ = try await bench.shell("touch -d '2020-01-01' \(blobs)/*")
    try bench.write("package main\n\nfunc init() { println(1) }\n", to: "more.go")
    _ = try await bench.run("build")
    _ = try await bench.cache("prune --unused-for 24h")
    // The certificates and the standard files were used again, the first program was not.
    let left = Set(try Directory.names(in: blobs))
    #expect(left.intersection(old).count == 2 && left.count == 3)
  }

  @Test func `survives damaged entries`() async throws {
    let bench = try Workbench(Self.agent)
    let first = try await bench.run("build")
    _ = try await bench.shell("for f in ../cache/layers/*/*; do echo '{' >$f; done")
    let second = try await bench.run("build")
    #expect(second.exitCode == 0 && first.image?.digest == second.image?.digest, "\(second.output)")
  }

  @Test(
    "does not serve what another kind of source made",
    arguments: [("repository", true), ("fork", false), ("change-request", false)])
  func sources(maker: String, isServed: Bool) async throws {
    let bench = try Workbench(Self.agent)
    _ = try await bench.run("build")
    // As if a build of that source had made the layers; this one's is unknown.
    _ = try await bench.shell("mv ../cache/layers/unknown ../cache/layers/\(maker)")
    let second = try await bench.run("build")
    let layers = (second.image?.layers ?? []).filter { $0.role == .dependencies || $0.role == .application }
    #expect(layers.contains { $0.cached } == isServed, "\(second.output)")
  }

  @Test func `mends itself where a blob is damaged`() async throws {
    let bench = try Workbench(Self.agent)
    let first = try await bench.run("build")
    // A byte changes, the size stays: only the digest tells.
    let damaged = try await bench.shell(
      "for f in ../cache/images/blobs/sha256/*; do printf 'X' | dd of=$f bs=1 seek=20 conv=notrunc status=none; done")
    #expect(damaged.status == 0, "\(damaged.output)")
    let second = try await bench.run("build")
    #expect(second.exitCode == 0 && first.image?.digest == second.image?.digest, "\(second.output)")
    #expect(second.output.contains("the cache contained a damaged blob"))
    let third = try await bench.run("build")
    #expect(third.image?.layers.allSatisfy(\.cached) == true && !third.output.contains("damaged"), "\(third.output)")
  }

  @Test func `reads no blob again that nobody wrote to`() async throws {
    let bench = try Workbench(Self.agent)
    let first = try await bench.run("build")
    let notes = bench.directory.appending("cache/verified")
    let before = try Directory.names(in: notes)
    #expect(before.count == 2)
    // A note that fits nothing any more is written anew, the others stay as they are.
    _ = try await bench.shell("touch -d 2020-01-01 \(notes)/*; touch $(ls -d ../cache/images/blobs/sha256/* | head -1)")
    let second = try await bench.run("build")
    #expect(first.image?.digest == second.image?.digest)
    let renewed = try await bench.shell("find \(notes) -newermt 2021-01-01 -type f | wc -l")
    #expect(renewed.output.filter { !$0.isWhitespace } == "1")
    #expect(try Directory.names(in: notes) == before)
  }

  @Test func `is shared by runs that are killed, pruned and go on at the same time`() async throws {
    let reference = try Workbench(Self.agent)
    let expected = try await reference.run("build").image?.digest
    let cache = try Workbench().directory.appending("shared")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for round in 0..<3 {
        group.addTask {
          let bench = try Workbench(Self.agent)
          // `timeout` kills without warning; what the killed build was at differs with the machine.
          _ = try await bench.shell(
            "AGENT_PIPELINE_CACHE_DIR=\(cache) SOURCE_DATE_EPOCH=1 timeout -s KILL 0.\(3 * round + 2) \(Workbench.executable) build ."
          )
          let outcome = try await bench.run("build", environment: ["AGENT_PIPELINE_CACHE_DIR": cache.string])
          #expect(outcome.exitCode == 0, "\(outcome.output)")
          #expect(outcome.image?.digest == expected)
        }
        group.addTask {
          let bench = try Workbench()
          for _ in 0..<4 {
            let pruned = try await bench.shell(
              "\(Workbench.executable) cache prune --max-size 0 --cache-dir \(cache); sleep 0.3")
            #expect(pruned.status == 0, "\(pruned.output)")
          }
        }
      }
      try await group.waitForAll()
    }
    try Directory.remove(cache.removingLastComponent())
  }

  /// A disk of its own, which only root can make; the test of full disks needs it.
  @Test(.enabled(if: geteuid() == 0)) func `is as it was after a full disk`() async throws {
    let bench = try Workbench(Self.agent)
    let disk = bench.directory.appending("disk")
    try Directory.create(disk)
    let mounted = try await bench.shell("mount -t tmpfs -o size=300k,mode=700 none \(disk)")
    // A container may forbid mounts even to root.
    guard mounted.status == 0 else { try Test.cancel("no mounts here: \(mounted.output)") }
    let full = try await bench.run("build", environment: ["AGENT_PIPELINE_CACHE_DIR": disk.string])
    let left = try await bench.shell("find \(disk) -name '.partial-*' -o -name '*.tmp'; umount \(disk)")
    #expect(full.exitCode == 3)
    #expect(full.diagnostics == ["file-access"], "\(full.output)")
    #expect(left.output.isEmpty)
  }
}
