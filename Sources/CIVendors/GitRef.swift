import TextFormats

/// What a reference of git, or the name of a branch as CI systems write it, is of.
enum GitRef: Equatable {
  case branch(String)
  case tag(String)
  /// GitHub, Gitea and Azure Repos have `refs/pull/5/merge`, GitLab `refs/merge-requests/5/head`, Bitbucket
  /// `refs/pull-requests/5/from`, Gerrit `refs/changes/05/5/1`. CircleCI and TeamCity name branches `pull/5`.
  case changeRequest(String)
  /// GitHub's `gh-readonly-queue/main/pr-5-0a1b2c…`, with the branch that the queue leads to.
  case mergeQueue(String?, target: String?)
  /// Neither of these, such as a detached `HEAD`.
  case other

  init(_ text: String) {
    let name = Self.shortName(text)
    if let tag = text.dropping(prefix: "refs/tags/") {
      self = .tag(tag)
    } else if let queue = name.dropping(prefix: "gh-readonly-queue/") {
      self = .mergeQueue(Self.queuedID(queue), target: Self.queueTarget(queue))
    } else if let id = Self.changeRequestID(text) {
      self = .changeRequest(id)
    } else {
      self = name.hasPrefix("refs/") || name == "HEAD" ? .other : .branch(name)
    }
  }

  /// The name of a branch, also if the system gives the whole reference.
  static func shortName(_ ref: String) -> String { ref.dropping(prefix: "refs/heads/") ?? ref }

  /// `nil` if this is no reference of a change request.
  static func changeRequestID(_ ref: String) -> String? {
    let name = ref.dropping(prefix: "refs/") ?? ref
    let steps = name.split(separator: "/", omittingEmptySubsequences: false)
    let last = steps.dropFirst(2)
    switch steps.first {
    case "pull", "pr", "merge-requests", "pull-requests":
      let isWhole = last.isEmpty || (last.count == 1 && ["head", "merge", "from", "train"].contains(last.first))
      return steps.count > 1 && isWhole && ASCII.isNumber(steps[1]) ? String(steps[1]) : nil
    case "changes": return steps.count == 4 && ASCII.isNumber(steps[2]) ? String(steps[2]) : nil
    default: return nil
    }
  }

  /// `release/2.x/pr-5-0a1b2c` → `5`
  private static func queuedID(_ queue: String) -> String? {
    let parts = queue.split(separator: "/").last?.split(separator: "-") ?? []
    return parts.count > 1 && parts[0] == "pr" && ASCII.isNumber(parts[1]) ? String(parts[1]) : nil
  }

  /// `release/2.x/pr-5-0a1b2c` → `release/2.x`
  private static func queueTarget(_ queue: String) -> String? {
    queue.lastIndex(of: "/").map { String(queue[..<$0]) }
  }
}

extension String {
  /// The rest after a prefix; `nil` if the text does not begin with it.
  func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
