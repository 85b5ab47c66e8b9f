import Diagnostics

/// Platforms are of linux, with Go's names of architectures.
enum PlatformCheck {
  @Sendable static func problems(in value: SettingValue) -> [SettingProblem] {
    (value.items ?? []).enumerated().compactMap { index, text in
      problem(in: text).map { SettingProblem("unsupported-platform", $0.message, hints: [$0.hint], at: .item(index)) }
    }
  }

  private static func problem(in text: String) -> (message: String, hint: String)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      return ("`\(text)` is not a platform", "write `linux/amd64`")
    }
    let architecture = parts[1]
    if parts[0] != "linux" { return ("images for `\(parts[0])` are not supported", "write `linux/\(architecture)`") }
    guard architectures.contains(architecture) else {
      let meant = otherNames[architecture] ?? NearestName.to(architecture, in: architectures)
      return (
        "unknown architecture `\(architecture)`",
        (meant.map { "did you mean `linux/\($0)`? " } ?? "") + "known: " + architectures.joined(separator: ", ")
      )
    }
    guard parts.count == 3, let known = variants[architecture], !known.contains(parts[2]) else { return nil }
    let base = "linux/\(architecture)"
    return (
      "`\(architecture)` has no variant `\(parts[2])`",
      known.isEmpty ? "write `\(base)`" : "write " + known.map { "`\(base)/\($0)`" }.joined(separator: ", ")
    )
  }

  private static let architectures = ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64"]
  /// OCI image-spec, image-index.md, Platform Variants; Go's GOAMD64.
  private static let variants = [
    "arm": ["v5", "v6", "v7", "v8"], "arm64": ["v8", "v9"], "amd64": ["v1", "v2", "v3", "v4"], "386": [], "s390x": [],
  ]
  private static let otherNames = [
    "x86_64": "amd64", "x64": "amd64", "aarch64": "arm64", "i386": "386", "armhf": "arm",
  ]
}
