/// What a build tells while it runs.
public enum BuildEvent: Sendable, Hashable {
  /// A step begins, or came from the engine's cache.
  case step(String)
  /// A line of a step's program.
  case output(String)
  /// What is being fetched.
  case transfer(String)
}
