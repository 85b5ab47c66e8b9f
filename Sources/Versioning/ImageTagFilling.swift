import TextFormats

/// What the templates of one build's image tags are filled with.
struct ImageTagFilling {
  let decision: VersionDecision
  let tags: ReleaseTags
  let build: VersionContext
  let policy: ImageTagPolicy
  let isScheduled: Bool
  let time: Timestamp

  private var version: SemanticVersion { decision.next }

  /// - Returns: `nil` if the build does not get the tag.
  func tag(_ rule: ImageTagRule) -> ImageTag? {
    // The numbers of a pre-release alone are the name of the final release.
    if version.isPrerelease, rule.template.usesVersion, !rule.template.uses(.version) { return nil }
    guard applies(rule.conditions), let name = name(rule.template) else { return nil }
    let tag = ImageTag(name, kind(rule))
    return moves(tag, isLatest: rule.template.text == "latest") ? tag : nil
  }

  private func applies(_ conditions: [ImageTagRule.Condition]?) -> Bool {
    guard let conditions else { return build.changeRequest == nil }
    return conditions.contains { condition in
      switch condition {
      case .changeRequest: build.changeRequest != nil && !decision.release
      case _ where build.changeRequest != nil: false
      case .release: decision.release
      case .schedule: isScheduled
      case .tag: build.tag != nil
      case .branch(nil): build.branch != nil && build.tag == nil && !decision.release
      case .branch(let pattern?):
        build.tag == nil && build.branch.map { $0 == pattern || Glob(pattern).matches($0) } ?? false
      }
    }
  }

  private func kind(_ rule: ImageTagRule) -> ImageTag.Kind {
    let template = rule.template
    if template.isOfOneVersion || template.uses(.gitTag) { return .version }
    if template.usesVersion {
      return .line(
        major: template.uses(.major) ? version.major : nil,
        minor: template.uses(.minor) && template.uses(.major) ? version.minor : nil)
    }
    let isOfReleases = decision.release && rule.conditions?.contains(.release) == true
    return template.isLiteral && isOfReleases ? .line(major: nil, minor: nil) : .build
  }

  /// Whether the build moves the tag, if it is one that stands for several versions.
  private func moves(_ tag: ImageTag, isLatest: Bool) -> Bool {
    guard case .line(let major, let minor) = tag.kind else { return true }
    guard decision.release, !version.isPrerelease else { return false }
    let isHighest = tags.isHighest(version, where: tag.isLine)
    switch (major, minor) {
    case (nil, _) where !isLatest: return isHighest
    case (nil, _): return policy.latest == .always || (policy.latest == .auto && isHighest)
    // Below 1.0.0 every minor may break, so there is no tag `0`.
    case (let major?, nil): return policy.floating.contains(.major) && major > 0 && isHighest
    case (_, .some): return policy.floating.contains(.majorMinor) && isHighest
    }
  }

  /// - Returns: `nil` if the build lacks what a placeholder stands for.
  private func name(_ template: ImageTagTemplate) -> String? {
    var (before, branch, after) = ("", String?.none, "")
    for part in template.parts {
      guard let text = text(part) else { return nil }
      if case .placeholder(.branch) = part, branch == nil {
        branch = text
      } else if branch == nil {
        before += text
      } else {
        after += text
      }
    }
    guard let branch else { return ImageTagName.legal(before) }
    // The end tells images of one branch apart: it is kept whole.
    return ImageTagName.branch(branch, prefix: before, suffix: ImageTagName.mapped(after), reserved: literals)
  }

  private func isOwnVersion(_ tag: String) -> Bool { ReleaseTags.version(of: tag, prefix: tags.prefix) != nil }

  private var literals: Set<String> { Set(policy.rules.map(\.template).filter(\.isLiteral).map(\.text)) }

  private func text(_ part: ImageTagTemplate.Part) -> String? {
    guard case .placeholder(let placeholder) = part else {
      if case .text(let text) = part { return text }
      return nil
    }
    switch placeholder {
    case .version: return "\(version)"
    case .major: return "\(version.major)"
    case .minor: return "\(version.minor)"
    case .patch: return "\(version.patch)"
    case .branch: return build.tag == nil ? build.branch : nil
    case .number: return build.changeRequest
    // Another tag than a version must not take the name of one, or of what belongs to other rules.
    case .gitTag: return build.tag.map { isOwnVersion($0) ? $0 : ImageTagName.reserving($0, as: "tag-", literals) }
    case .sha: return CommitVote.short(build.commit)
    case .commit: return build.commit
    case .date(let format): return DateText.text(time, format)
    }
  }
}
