import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Looks into the packages of a `node_modules` for programs of another processor than the image's.
///
/// Packages with native code bring a part for each platform; npm before version 10 always takes the
/// host's.
enum MachineCode {
  /// `e_machine` of an ELF file (System V ABI, and its supplements by processor).
  static let machines: [String: UInt16] = [
    "386": 3, "arm": 40, "amd64": 62, "s390x": 22, "ppc64le": 21, "arm64": 183, "riscv64": 243,
  ]

  /// - Throws: if a package contains machine code, but none for the platform.
  static func check(_ modules: FilePath, for platform: Platform) throws {
    guard let wanted = machines[platform.architecture] else { return }
    for name in try Directory.names(in: modules) where !name.hasPrefix(".") {
      let directory = modules.appending(name)
      guard try FileStatus.of(directory)?.kind == .directory else { continue }
      let packages = name.hasPrefix("@") ? try Directory.names(in: directory).map { "\(name)/\($0)" } : [name]
      for package in packages {
        var found: Set<UInt16> = []
        try collect(modules.appending(FilePath(package).components), into: &found)
        guard !found.isEmpty, !found.contains(wanted) else { continue }
        throw Failure(
          .agent, "platform-not-buildable",
          "the package `\(package)` contains native code, but none for \(platform)",
          hints: [
            "use npm 10 or newer: it selects the native package for the platform, if there is one",
            "or build with a Docker Engine: set `build.engine: docker`",
          ])
      }
    }
  }

  private static func collect(_ directory: FilePath, into found: inout Set<UInt16>) throws {
    guard try FileStatus.of(directory)?.kind == .directory else { return }
    for name in try Directory.names(in: directory) {
      let path = directory.appending(name)
      guard let status = try FileStatus.of(path) else { continue }
      if status.kind == .directory {
        try collect(path, into: &found)
      } else if status.kind == .file, status.size > 20,
        status.permissions & 0o111 != 0 || name.hasSuffix(".node") || name.contains(".so")
      {
        if let machine = try machine(path) { found.insert(machine) }
      }
    }
  }

  /// `nil` if the file is not an ELF file.
  static func machine(_ path: FilePath) throws -> UInt16? {
    let file = try FileDescriptor.open(path, .readOnly)
    defer { try? file.close() }
    var header = [UInt8](repeating: 0, count: 20)
    let count = try header.withUnsafeMutableBytes { try file.read(into: $0) }
    guard count == header.count, header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
    // The sixth byte says whether the low byte comes first.
    return header[5] == 2
      ? UInt16(header[18]) << 8 | UInt16(header[19]) : UInt16(header[19]) << 8 | UInt16(header[18])
  }
}
