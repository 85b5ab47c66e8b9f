import OCIImage

/// The platform tags of wheels that run in an image (PEP 600, PEP 513, PEP 571, PEP 599; PEP 656 for musl).
enum WheelPlatforms {
  /// glibc 2.28 is what Debian 10, RHEL 8 and everything newer have; images with an older one are out of support.
  static let newestGlibcMinor = 28
  static let oldestGlibcMinor = 5

  /// The tags, the newest first: pip prefers a wheel by this order. Empty for a platform no wheels are made for.
  static func tags(for platform: Platform, isMusl: Bool) -> [String] {
    guard platform.os == "linux" else { return [] }
    if isMusl {
      let machine = ["amd64": "x86_64", "arm64": "aarch64"][platform.architecture]
      // musl 1.2 is what Alpine 3.13 and everything newer have.
      return machine.map { machine in ["musllinux_1_2_\(machine)", "musllinux_1_1_\(machine)"] } ?? []
    }
    switch platform.architecture {
    case "amd64": return glibcTags("x86_64", legacy: [12: "manylinux2010", 5: "manylinux1", 17: "manylinux2014"])
    case "arm64": return glibcTags("aarch64", legacy: [17: "manylinux2014"])
    default: return []
    }
  }

  private static func glibcTags(_ machine: String, legacy: [Int: String]) -> [String] {
    // The first glibc with 64-bit ARM is 2.17.
    let oldest = machine == "aarch64" ? 17 : oldestGlibcMinor
    return stride(from: newestGlibcMinor, through: oldest, by: -1).flatMap { minor in
      ["manylinux_2_\(minor)_\(machine)"] + [legacy[minor].map { "\($0)_\(machine)" }].compactMap(\.self)
    } + ["linux_\(machine)"]
  }
}
