/// Whose code a run works on, as far as the CI system proves it.
///
/// agent.yaml and the files beside it are never trusted; this says how much the run may risk for them.
public enum SourceTrust: Sendable, Hashable {
  /// A branch or a tag of the repository itself, by the CI system's own facts.
  case repository
  /// A change request of someone who can write to the repository.
  case changeRequest
  /// A change request from a fork: a stranger's code.
  case fork
  /// No CI system, one that is not known, or one that does not say.
  case unknown
}
