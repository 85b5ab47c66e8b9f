import Diagnostics
public import OCIImage
import TextFormats

/// Other places to pull from than a registry itself.
public struct RegistryMirrors: Sendable {
  private let mirrors: [String: String]

  /// - Parameter mirrors: by the registry's domain: a host, or a host and a path.
  public init(_ mirrors: [String: String]) {
    self.mirrors = Dictionary(mirrors.map { (Keychain.domain(of: $0.key), $0.value) }) { $1 }
  }

  /// Pulls an image from its registry's mirror; if there is none, or it cannot help, from the registry itself.
  ///
  /// - Parameters:
  ///   - tell: gets a line for people if the mirror does not help.
  ///   - isTrouble: whether an error of the mirror says that the registry itself is to be asked.
  public func pull<Value>(
    _ reference: Reference, tell: (String) -> Void, isTrouble: (any Error) -> Bool,
    _ pull: (Reference) async throws -> Value
  ) async throws -> Value {
    if let mirror = try mirror(of: reference) {
      do {
        return try await pull(mirror)
      } catch  where isTrouble(error) {
        tell("the mirror failed: \(error); using `\(reference.domain)` instead")
      }
    }
    return try await pull(reference)
  }

  /// Any failure of a registry, unless the work was cancelled.
  public static func isRegistryTrouble(_ error: any Error) -> Bool {
    (error as? RegistryFailure).map { $0.failureClass != .cancelled } ?? false
  }

  /// The same image at the mirror of its registry; `nil` if there is none.
  /// - Throws: if the mirror is not a host, or no host and path.
  func mirror(of reference: Reference) throws -> Reference? {
    guard let mirror = mirrors[Keychain.domain(of: reference.domain)] else { return nil }
    // Behind a slash even a host without a dot would be taken for a part of Docker Hub.
    guard var moved = try? Reference(parsing: "\(mirror)/\(reference.path)"),
      moved.domain != reference.domain, RegistryHost.normal(mirror.prefix { $0 != "/" }) == moved.domain
    else {
      throw Failure(
        .usage, "invalid-mirror", "`\(mirror)` is not a mirror of `\(reference.domain)`",
        hints: ["write `\(reference.domain)=mirror.example.com` or `\(reference.domain)=mirror.example.com/path`"])
    }
    moved.tag = reference.tag
    moved.digest = reference.digest
    return moved
  }
}
