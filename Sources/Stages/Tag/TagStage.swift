import AgentManifest
import Diagnostics
import GitHistory
public import PipelineCore
import SystemPackage
import Versioning

/// The names the image is to be pushed under, for the push stage.
struct TaggedRelease: PersistentFact {
  static let factName = "image-tags"

  /// The commit they were derived from.
  var commit: String
  /// The most telling first.
  var tags: [String]
}

/// Derives the version and the image tags from the commits, and says why.
public struct TagStage: Stage {
  public static let id = StageID.tag
  public static var produces: [any RunFact.Type] { [TaggedRelease.self, VersionReport.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let settings = context.settings
    try refuseGitTags(settings)

    let repository = try services.openRepository(context)
    let history = AgentHistory(repository: repository, context: context)
    let policy = try TagPolicies(
      manifest, settings, hasSeveralAgents: try history.hasSeveralAgents
    ).version
    let build = try history.buildContext()
    let tags = ReleaseTags(try repository.tags().map { ($0.name, $0.commit) }, prefix: policy.prefix)
    let base = try history.base(of: tags, build)
    let commits = try history.commits(since: base, build)
    let decision = try VersionDecision.decide(tags: tags, base: base, commits: commits, build: build, policy: policy)
    let names = ImageTags.names(
      for: decision, tags: tags, build: build, policy: try TagPolicies.imageTags(settings))

    state[VersionReport.self] = VersionReport(decision)
    state[TaggedRelease.self] = TaggedRelease(commit: build.commit, tags: names)
    state[ImageReport.self]?.tags = names
    explain(decision, names, &state.journal)
    if let declared = manifest.metadata.version, decision.previous != nil,
      let version = SemanticVersion(declared.value), version != decision.next
    {
      state.journal.record(
        .warning(
          "version-disagrees",
          "`metadata.version` says \(version), the git tags lead to \(decision.next); the tags win",
          at: declared.location, hints: ["remove `metadata.version`: it only names the first release"]))
    }
  }

  private func explain(_ decision: VersionDecision, _ names: [String], _ journal: inout StageJournal) {
    let kind = decision.release ? "release" : "no release"
    journal.record(
      CheckReport(
        id: "version", name: "version", outcome: .passed, durationSeconds: 0,
        message: "\(decision.next), \(kind): \(decision.reason)"))
    for vote in decision.explanation {
      journal.detail(
        "\(vote.commit.prefix(7)) \(vote.bump): \(vote.subject)" + (vote.ignoredBecause.map { " (\($0))" } ?? ""))
    }
    for tag in decision.ignoredTags { journal.detail("tag \(tag.name) ignored: \(tag.reason)") }
    journal.record(
      CheckReport(
        id: "image tags", name: "image tags", outcome: .passed, durationSeconds: 0,
        message: names.joined(separator: ", ")))
  }

  private func refuseGitTags(_ settings: Settings) throws(Failure) {
    for setting in [Settings.tagGitCreate, Settings.tagGitPush] where settings(setting) == true {
      throw Failure(
        .usage,
        .error(
          "git-tags-not-supported", "this version derives versions from git tags, but does not create them",
          at: settings.origin(of: setting)?.location,
          hints: ["unset `\(setting.definition.name)`, and create the tag with `git tag` after the push"]))
    }
  }
}

extension VersionReport {
  init(_ decision: VersionDecision) {
    self.init(
      next: "\(decision.next)", previous: decision.previous.map { "\($0)" }, bump: decision.bump.rawValue,
      base: decision.base, release: decision.release,
      explanation: decision.explanation.map { vote in
        Vote(
          commit: vote.commit, subject: vote.subject, type: vote.type, bump: vote.bump.rawValue,
          ignoredBecause: vote.ignoredBecause)
      })
  }
}
