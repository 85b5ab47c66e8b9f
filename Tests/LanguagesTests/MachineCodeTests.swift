import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

@Suite("Native code of packages") struct MachineCodeTests {
  /// The start of an ELF file for a processor: 62 is amd64, 183 arm64; 22 is s390x, whose high byte comes first.
  private func program(_ machine: UInt8) -> [UInt8] {
    let isBig = machine == 22
    let head: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, isBig ? 2 : 1] + [UInt8](repeating: 0, count: 12)
    return head + (isBig ? [0, machine] : [machine, 0]) + [UInt8](repeating: 0, count: 8)
  }

  private func check(_ files: [String: [UInt8]], _ platform: String) throws -> String? {
    let directory = try Directory.temporary(prefix: "machine-code", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, contents) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(contents, to: path)
    }
    do {
      try MachineCode.check(directory, for: try #require(Platform(platform)))
      return nil
    } catch let failure as Failure {
      #expect(failure.diagnostic.code == "platform-not-buildable")
      return failure.diagnostic.message
    }
  }

  @Test(arguments: ["linux/amd64", "linux/arm64", "linux/s390x"])
  func `no package without any is in the way`(platform: String) throws {
    #expect(try check(["a/index.js": Array("1\n".utf8), "a/data.so": [1, 2, 3]], platform) == nil)
  }

  @Test func `a package with code for the platform is welcome, whatever else it holds`() throws {
    let prebuilt = ["a/prebuilds/x64/a.node": program(62), "a/prebuilds/arm64/a.node": program(183)]
    #expect(try check(prebuilt, "linux/amd64") == nil)
    #expect(try check(prebuilt, "linux/arm64") == nil)
    #expect(
      try check(prebuilt, "linux/s390x")
        == "the package `a` contains native code, but none for linux/s390x")
    #expect(try check(["a/a.node": program(22)], "linux/s390x") == nil)
  }

  @Test func `a package with code for another platform is named`() throws {
    #expect(
      try check(["b/index.js": [], "@scope/native/lib/x.so.1": program(62)], "linux/arm64")
        == "the package `@scope/native` contains native code, but none for linux/arm64")
  }
}
