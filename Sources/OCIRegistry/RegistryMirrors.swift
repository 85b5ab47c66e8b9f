import Diagnostics
public import OCIImage
import PipelineCore
public import Settings

/// Other places to pull from, as `registryMirrors` names them.
public struct RegistryMirrors: Sendable {
  private let mirrors: [String: String]

  public init(_ settings: Settings) {
    mirrors = settings(Settings.registryMirrors) ?? [:]
  }

  /// The same image at the mirror of its registry; nothing where there is none.
  /// - Throws: where the mirror is no host, or no host and path.
  public func mirror(of reference: Reference) throws -> Reference? {
    guard let mirror = mirrors[reference.domain] else { return nil }
    // Behind a slash even a host without a dot would be taken for a part of Docker Hub.
    guard var moved = try? Reference(parsing: "\(mirror)/\(reference.path)"),
      moved.domain != reference.domain, mirror == moved.domain || mirror.hasPrefix("\(moved.domain)/")
    else {
      throw Failure(
        .usage,
        .error(
          "invalid-mirror", "`\(mirror)` is not a mirror of `\(reference.domain)`",
          hints: ["write `\(reference.domain)=mirror.example.com` or `\(reference.domain)=mirror.example.com/path`"]))
    }
    moved.tag = reference.tag
    moved.digest = reference.digest
    return moved
  }
}
