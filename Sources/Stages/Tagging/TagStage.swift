import AgentManifest
import Diagnostics
import FileIO
import GitHistory
import ImageBuilding
public import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Derives the version and the image tags from the commits and explains them.
public struct TagStage: Stage {
  public static let id = StageID.tag
  public static var produces: [any RunFact.Type] { [TaggedRelease.self, VersionReport.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func skipReason(_ context: RunContext, _ state: RunState) -> String? {
    guard let manifest = state[ValidatedAgent.self]?.manifest else { return nil }
    let isToRelease = isToRelease(context, manifest) || context.settings(Settings.tagVersion) != nil
    return NoHistory(services: services, context: context).skipReason(isToRelease: isToRelease)
  }

  /// A version that cannot be decided is known before a build of minutes.
  public func preflight(_ context: RunContext, _ state: RunState) async throws {
    _ = try await find(context, state)
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let (manifest, found) = try await find(context, state)
    let decision = found.decision
    explain(found, context, &state.journal)
    // Where nothing is released, the question can wait.
    if var question = request(found, context, manifest).ambiguousPrefix?.diagnostic {
      question.severity = .warning
      state.journal.record(question)
    }
    try compare(found, context, &state)
    if decision.release, let warning = try await uncommitted(context)?.warning(decision.next) {
      state.journal.record(warning)
    }
    try await GitTagging(services: services, context: context).run(found, manifest.metadata.name.value, &state.journal)
    try NotesFiles(context: context, redactor: services.redactor).write(
      found.notes, isRelease: decision.release, &state.journal)

    let (version, release) = (try report(found, context), TaggedRelease(found))
    // A page for an image that is still to be pushed comes after the push.
    if !hasDestination(context) {
      try await ReleasePage(services: services, context: context)
        .publish(release, notes: version.notes, manifest, &state.journal)
    } else if (context.settings(Settings.tagRelease) ?? .none) != .none,
      context.selection?.selected.contains(.push) != true
    {
      state.journal.record(
        CheckReport(id: "release page", outcome: .skipped, message: "the push stage creates it, after the image is out")
      )
    }
    state[VersionReport.self] = version
    state[TaggedRelease.self] = release
    state[ImageReport.self] = state[ImageReport.self] ?? ImageReport(tags: [])
    state[ImageReport.self]?.tags = found.imageTags.names
    if let declared = manifest.metadata.version, decision.previous != nil,
      let version = SemanticVersion(declared.value), version != decision.next
    {
      var finding = Diagnostic.warning(
        "version-disagrees",
        "`metadata.version` is \(version), but the git tags give \(decision.next), which is used",
        at: declared.location, hints: ["remove `metadata.version`: it only sets the first version"])
      // That of the first release stays behind; one above the tags is a release that was expected.
      if version.precedes(decision.next) { finding.severity = .note }
      state.journal.record(finding)
    }
  }

  private func find(
    _ context: RunContext, _ state: RunState
  ) async throws -> (manifest: AgentManifest, found: TagFindings) {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    if context.settings(Settings.tagFetchHistory) == true {
      try await HistoryFetch(services: services, context: context).completeIfNeeded()
    }
    do {
      let found = try await TagFindings(services, context, manifest)
      if let obstacle = found.obstacle, isToRelease(context, manifest) { throw obstacle }
      try request(found, context, manifest).check()
      if found.decision.release, !context.isDryRun {
        try await ReleasePage(services: services, context: context).check()
      }
      return (manifest, found)
    } catch var failure as GitFailure where failure.code == .shallowHistory {
      failure.hints.append("or complete the clone with `--tag-fetch-history`, which needs `git`")
      throw failure
    }
  }

  private func request(_ found: TagFindings, _ context: RunContext, _ manifest: AgentManifest) -> ReleaseRequest {
    ReleaseRequest(
      found, context, manifest, hasDestination: hasDestination(context), isToRelease: isToRelease(context, manifest))
  }

  private func hasDestination(_ context: RunContext) -> Bool {
    !Destinations(context.settings, environment: services.environment).isEmpty
  }

  /// Whether a release was asked for: by rules for branches, a destination, a git tag or a page.
  private func isToRelease(_ context: RunContext, _ manifest: AgentManifest) -> Bool {
    let settings = context.settings
    return !manifest.spec.pipeline.branches.isEmpty
      || hasDestination(context)
      || settings(Settings.tagGitCreate) == true || settings(Settings.tagGitPush) == true
      || (settings(Settings.tagRelease) ?? .none) != .none
  }

  /// The image of another commit, or with another version, is not reported beside this version, and not released.
  private func compare(_ found: TagFindings, _ context: RunContext, _ state: inout RunState) throws {
    guard let built = state[BuiltImage.self], let failure = TaggedRelease(found).refusal(of: built) else { return }
    if context.selection?.selected.contains(.push) == true { throw failure }
    state[ImageReport.self] = nil
    var note = failure.diagnostic
    note.severity = .note
    state.journal.record(note)
  }

  private func report(_ found: TagFindings, _ context: RunContext) throws -> VersionReport {
    var report = VersionReport(found.decision, notes: found.notes)
    report.label = found.label
    guard !context.isDryRun else { return report }
    report.notesFile = NotesFiles.ownName
    let path = context.workDirectory.appending(NotesFiles.ownName)
    try FileContents.write(Array(services.redactor(found.notes.markdown).utf8), to: path)
    return report
  }

  /// - Returns: `nil` if a clone lacks what the comparison needs; it may still have what the version needs.
  private func uncommitted(_ context: RunContext) async throws -> UncommittedChanges? {
    do {
      return try await services.withRepository(context, from: services.workTrees) { repository in
        try UncommittedChanges(repository, context)
      }
    } catch is GitFailure {
      return nil
    }
  }

  private func explain(_ found: TagFindings, _ context: RunContext, _ journal: inout StageJournal) {
    let decision = found.decision
    for line in TagExplanation(found: found).lines {
      // A dry run is for seeing why; in a real run the report is enough.
      if context.isDryRun { journal.say(line) } else { journal.detail(line) }
    }
    let kind = decision.release ? "release" : "no release"
    journal.record(
      CheckReport(id: "version", outcome: .passed, message: "\(decision.next), \(kind): \(decision.reason)"))
    journal.record(
      CheckReport(id: "image tags", outcome: .passed, message: found.imageTags.names.joined(separator: ", ")))
    if found.hasNoTags {
      journal.record(
        .note(
          "no-git-tags", "this clone has no git tags, so \(decision.next) is the first version",
          hints: ["if there were releases before, fetch their tags: `git fetch --tags`"]))
    }
  }
}

extension TagStage {
  /// Whether agents of one call may derive their tags in parallel: if each writes to its own directories only.
  static func sharesNothing(_ settings: Settings, isDryRun: Bool) -> Bool {
    let writes =
      settings(Settings.tagGitCreate) == true || settings(Settings.tagGitPush) == true
      || settings(Settings.tagNotes) != nil || settings(Settings.tagChangelog) != nil
    return settings(Settings.tagFetchHistory) != true && (isDryRun || !writes)
  }
}

extension VersionReport {
  init(_ decision: VersionDecision, notes: ReleaseNotes) {
    self.init(
      next: "\(decision.next)", previous: decision.previous.map { "\($0)" }, bump: decision.bump.rawValue,
      base: decision.base, release: decision.release,
      explanation: decision.explanation.map { vote in
        Vote(
          commit: vote.commit, subject: vote.subject, type: vote.type, bump: vote.bump.rawValue,
          ignoredBecause: vote.ignoredBecause, note: vote.note)
      })
    reason = decision.reason
    ignoredTags = decision.ignoredTags.map { IgnoredTag(name: $0.name, reason: $0.reason) }
    self.notes = notes.markdown
  }
}
