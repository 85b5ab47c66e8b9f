import OCIImage

@testable import Languages

extension LockSelection {
  /// What an agent on `linux/amd64` wants of a lock.
  static func sample(
    _ full: String = "3.11.2", extras: Set<String> = [], groups: Set<String> = [], in directory: String = ""
  ) -> LockSelection {
    let minor = full.split(separator: ".").prefix(2).joined(separator: ".")
    let python = TargetPython(version: minor, fullVersion: full, platform: Platform(os: "linux", architecture: "amd64"))
    return LockSelection(
      extras: extras, groups: groups, directory: directory, environment: MarkerEnvironment(python))
  }
}

/// The packages as lines of a requirements file.
func requirements(_ packages: [LockedPackage]) -> [String] { packages.map(\.requirement) }
