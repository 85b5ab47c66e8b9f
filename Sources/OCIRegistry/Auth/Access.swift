import OCIImage

/// An action on a repository; it decides the scopes of a token.
struct Access: Sendable, Hashable {
  enum Action: Sendable, Hashable {
    case pull
    case push
  }

  var action: Action
  /// The repository below the registry's domain.
  var path: String
  /// Another repository of the registry whose blobs are taken over.
  var mountedPath: String?

  static func pull(_ repository: Reference) -> Access { Access(action: .pull, path: repository.path) }
  static func push(_ repository: Reference) -> Access { Access(action: .push, path: repository.path) }

  static func mount(from source: Reference, to repository: Reference) -> Access {
    Access(action: .push, path: repository.path, mountedPath: source.path)
  }

  /// distribution/docs/spec/auth/scope.md; what is pushed to comes first, because some servers look at one only.
  var scopes: [String] {
    ["repository:\(path):\(action == .pull ? "pull" : "pull,push")"]
      + (mountedPath.map { ["repository:\($0):pull"] } ?? [])
  }
}
