/// A version of Node.js, as far as a runtime or a base image names it: `20`, `22.18`, `v20.11.1`.
struct NodeVersion: Sendable {
  var major: Int
  var minor: Int?

  /// - Returns: `nil` for a name, such as `lts`.
  init?(_ text: String) {
    let parts = text.drop { $0 == "v" }.split { ".-".contains($0) }
    guard let first = parts.first, let major = Int(first) else { return nil }
    self.major = major
    minor = parts.count > 1 ? Int(parts[1]) : nil
  }

  /// Whether it runs TypeScript by leaving the types away, without an option (nodejs.org/api/typescript.html). A major
  /// version alone is the image's newest.
  var stripsTypes: Bool {
    switch major {
    case ..<22: false
    case 22: minor.map { $0 >= 18 } ?? true
    case 23: minor.map { $0 >= 6 } ?? true
    default: true
    }
  }

  /// Whether it does so with `--experimental-strip-types`.
  var knowsStripping: Bool { major > 22 || major == 22 && (minor ?? 6) >= 6 }
}
