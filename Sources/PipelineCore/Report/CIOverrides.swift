/// What the user says about the build, where the CI system says nothing or does not know better.
public struct CIOverrides: Sendable, Hashable {
  /// Replaces the system's branch; with or without `refs/heads/`. A change request stays one: its build never
  /// releases, whatever its branch is called.
  public var branch: String?
  /// The full commit id.
  public var commit: String?
  /// The id of the change request that the build is of; `none` says that it is of none.
  public var changeRequest: String?
  public var defaultBranch: String?
  /// Whether the builds of change requests may use credentials and secrets, as builds of the repository itself do.
  public var trustsChangeRequests: Bool

  /// The value of `changeRequest` for a build that is of none.
  public static let noChangeRequest = "none"

  public init(
    branch: String? = nil, commit: String? = nil, changeRequest: String? = nil, defaultBranch: String? = nil,
    trustsChangeRequests: Bool = false
  ) {
    self.branch = branch
    self.commit = commit
    self.changeRequest = changeRequest
    self.defaultBranch = defaultBranch
    self.trustsChangeRequests = trustsChangeRequests
  }

  /// The change request, if one is named.
  fileprivate var changeRequestID: String? { changeRequest == Self.noChangeRequest ? nil : changeRequest }
}

extension CIContext {
  /// The vendor's id in a context that is made by hand.
  public static let byHand = "by-hand"

  /// The context of a build outside of any known CI system; `nil` if nothing about the build is set.
  public static func made(by overrides: CIOverrides) -> CIContext? {
    let facts = [overrides.branch, overrides.commit, overrides.changeRequest, overrides.defaultBranch]
    guard facts.contains(where: { $0 != nil }) else { return nil }
    return CIContext(vendor: byHand).applying(overrides)
  }

  /// What is set by hand counts; the rest is as the CI system reports it.
  public func applying(_ overrides: CIOverrides) -> CIContext {
    var context = self
    context.commit = overrides.commit ?? commit
    context.defaultBranch = overrides.defaultBranch ?? defaultBranch
    if overrides.changeRequest == CIOverrides.noChangeRequest {
      context.pullRequest = nil
      if event == .changeRequest || event == .mergeQueue { context.event = nil }
    } else if let id = overrides.changeRequestID, id != pullRequest?.id {
      // Its source is not known.
      context.pullRequest = PullRequest(id: id, source: nil, target: nil, fork: true)
      context.event = .changeRequest
      context.branch = nil
      context.tag = nil
    }
    context.branch = overrides.branch.map(Self.shortName) ?? context.branch
    return context
  }

  /// Systems that have to be asked for the branch give `refs/heads/main` as well as `main`.
  private static func shortName(_ branch: String) -> String {
    let prefix = "refs/heads/"
    return branch.hasPrefix(prefix) ? String(branch.dropFirst(prefix.count)) : branch
  }
}

extension SourceTrust {
  /// Whose code the build works on, with what is set by hand.
  /// - Parameter context: what the CI system reports, before `CIContext.applying`.
  public func applying(_ overrides: CIOverrides, to context: CIContext?) -> SourceTrust {
    var source = self
    if overrides.changeRequest == CIOverrides.noChangeRequest, context?.pullRequest != nil {
      // The system and the user disagree.
      source = .unknown
    } else if let id = overrides.changeRequestID, id != context?.pullRequest?.id {
      source = .fork
    }
    guard overrides.trustsChangeRequests else { return source }
    return switch source {
    case .repository, .changeRequest, .fork: .repository
    case .unknown: .unknown
    }
  }
}
