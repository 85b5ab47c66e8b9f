import PipelineCore

/// A job, as a vendor's variables describe it. What it builds and whose code that is are decided in one place, so that
/// no vendor forgets one of them.
struct CIJob: Sendable {
  /// The id of a change request that is one beyond doubt, but has no number.
  static let unknownID = "unknown"

  /// What to do about an unknown branch on a system that names the branch of every build that has one.
  static let branchRemedy = "run the job for a branch, and not for a tag or a commit, or pass `--branch NAME`"

  var context: CIContext
  private(set) var source = SourceTrust.unknown

  init(_ vendor: String) {
    context = CIContext(vendor: vendor)
  }

  /// The reason that a system gives, in our words.
  /// - Parameter known: the reasons that only builds of the repository's own code have, as the system names them.
  static func event(_ name: String?, among known: [String: CIContext.Event]) -> (CIContext.Event?, isProven: Bool) {
    guard let name else { return (nil, false) }
    return known[name].map { ($0, true) } ?? (.other, false)
  }

  /// A change request has neither a branch nor a tag: the name of its branch must not make a release of it.
  /// - Parameters:
  ///   - source: the name of its branch, in whichever repository.
  ///   - fork: `false` only if the system proves that the source is in the repository itself.
  mutating func buildsChangeRequest(_ id: String?, from source: String?, to target: String?, fork: Bool) {
    context.pullRequest = CIContext.PullRequest(
      id: id ?? Self.unknownID, source: source.map(GitRef.shortName), target: target.map(GitRef.shortName), fork: fork)
    context.event = .changeRequest
    self.source = fork ? .fork : .changeRequest
  }

  /// A trial of a merge counts as a change request of the repository: a person with access to it put it in the queue.
  /// - Parameter isProven: whether the system proves that it works on the repository itself.
  mutating func buildsMergeQueue(_ id: String?, to target: String?, isProven: Bool) {
    buildsChangeRequest(id, from: nil, to: target, fork: !isProven)
    context.event = .mergeQueue
  }

  /// - Parameter isProven: whether the system proves that the tag is of the repository itself.
  mutating func buildsTag(_ name: String, _ event: CIContext.Event? = nil, isProven: Bool) {
    context.tag = name
    context.event = event == nil || event == .push ? .tag : event
    source = isProven ? .repository : .unknown
  }

  /// A branch, or what turns out to be none: merge queues and change requests have references, too.
  /// - Parameters:
  ///   - ref: a branch, or the whole reference of a branch or a tag; `nil` if the system does not say.
  ///   - isProven: whether the system proves that the branch is of the repository itself.
  mutating func builds(_ ref: String?, _ event: CIContext.Event?, isProven: Bool) {
    switch ref.map(GitRef.init) {
    case .changeRequest(let id): buildsChangeRequest(id, from: nil, to: nil, fork: true)
    case .mergeQueue(let id, let target): buildsMergeQueue(id, to: target, isProven: isProven)
    case .tag(let name): buildsTag(name, event, isProven: isProven)
    case .branch(let name):
      context.branch = name
      context.event = event
      source = isProven ? .repository : .unknown
    case .other, nil: context.event = event
    }
  }
}
