import OCIImage

/// The Python of the image, for which packages are chosen.
struct TargetPython: Sendable, Hashable {
  /// Major and minor: `3.11`.
  var version: String
  /// With the patch level; where that is unknown, the first of the series.
  var fullVersion: String
  /// Whether the patch level is known.
  var isExact: Bool
  /// The interpreter in the image.
  var interpreter: String
  /// As `platform.machine()` says: `x86_64`.
  var machine: String

  /// What the whole version may be: the first and the last one of the series where the patch level is unknown.
  var possibleVersions: [String] { isExact ? [fullVersion] : ["\(version).0", "\(version).99"] }

  /// - Parameter interpreter: by default where Docker's official images have it.
  init(version: String, fullVersion: String? = nil, interpreter: String? = nil, platform: Platform) {
    self.version = version
    self.fullVersion = fullVersion ?? "\(version).0"
    isExact = fullVersion != nil
    self.interpreter = interpreter ?? "/usr/local/bin/python\(version)"
    let machines = ["amd64": "x86_64", "arm64": "aarch64", "386": "i686", "arm": "armv7l"]
    machine = machines[platform.architecture] ?? platform.architecture
  }
}
