import OCIImage

/// What is to be done with which repository; it decides the scope of a token.
struct Access: Sendable, Hashable {
  enum Action: Sendable, Hashable {
    case pull
    case push
  }

  var action: Action
  /// The repository below the registry's domain.
  var path: String

  static func pull(_ repository: Reference) -> Access { Access(action: .pull, path: repository.path) }
  static func push(_ repository: Reference) -> Access { Access(action: .push, path: repository.path) }

  /// distribution/docs/spec/auth/scope.md
  var scope: String { "repository:\(path):\(action == .pull ? "pull" : "pull,push")" }
}
