import AgentManifest
import Diagnostics
import Forges
import GitHistory
import HTTPTransport
import ImageBuilding
import PipelineCore
import Settings
import TextFormats
import Versioning

/// Creates the page of a release on the site that hosts the repository, if `tag.release` asks for it.
///
/// It comes last: the page says that the version is out.
struct ReleasePage {
  let services: StageServices
  let context: RunContext

  /// What would keep the page from being made, before anything is published.
  func check() async throws {
    guard let forge = AllForges.named((context.settings(Settings.tagRelease) ?? .none).rawValue) else { return }
    _ = try await access(to: forge)
  }

  func publish(
    _ release: TaggedRelease, notes: String?, _ manifest: AgentManifest, _ journal: inout StageJournal
  ) async throws {
    guard let forge = AllForges.named((context.settings(Settings.tagRelease) ?? .none).rawValue) else { return }
    let title = "\(forge.title) release"
    func record(_ outcome: CheckOutcome, _ message: String) {
      journal.record(CheckReport(id: "release page", name: title, outcome: outcome, message: message))
    }
    guard release.isRelease, let tag = release.gitTag else { return record(.skipped, "no release") }
    guard !context.isDryRun else { return record(.skipped, "dry run, would create the page of `\(tag)`") }
    let access = try await access(to: forge)
    services.secrets.add(access.token)
    context.emit(.progress("creating the page of \(tag)"))
    let page = ForgeRelease(
      tag: tag, name: "\(manifest.metadata.name.value) \(release.label)", notes: services.redactor(notes ?? ""),
      isPrerelease: SemanticVersion(release.label)?.isPrerelease ?? false, isLatest: release.isHighest,
      commit: release.commit)
    let outcome = try await forge.publish(page, to: access, http: services.http, retries: RetryPolicy()) {
      [emit = context.emit] failure, wait in
      emit(.line("\(failure.message): retrying in \(HumanText.duration(wait.inSeconds))"))
    }
    switch outcome {
    case .created(let url): record(.passed, "created \(url)")
    case .updated(let url): record(.passed, "updated \(url)")
    case .unchanged(let url): record(.passed, "\(url) is unchanged")
    }
  }

  /// AGENT_FORGE_TOKEN, which the user chose for this, or the token of the CI system.
  private func access(to forge: any Forge) async throws -> ForgeAccess {
    let api = services.ci.releaseAPIs.first { $0.forge == forge.name }
    let chosen = services.environment["AGENT_FORGE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    guard let token = chosen ?? api?.token else {
      let own = forge.name == "gitlab" ? "GITLAB_TOKEN" : "GITHUB_TOKEN"
      throw Failure(
        .infrastructure, "forge-auth", "there is no token for the page of the release on \(forge.title)",
        hints: ["set \(own) in a job of the repository, or AGENT_FORGE_TOKEN"])
    }
    let base = context.settings(Settings.tagReleaseURL)
    let address = base ?? api?.baseURL ?? forge.publicBaseURL
    // The CI system's token is for its own server.
    if chosen == nil, let base, base != api?.baseURL {
      throw Failure(
        .usage, "forge-url", "`\(base)` is not the server that the CI system's token is for",
        hints: ["set AGENT_FORGE_TOKEN to a token of that server, or unset `tag.releaseUrl`"])
    }
    let repository: String
    if let known = api?.repository ?? context.ci?.repository {
      repository = known
    } else if let found = try await remoteRepository() {
      repository = found
    } else {
      throw Failure(
        .usage, "forge-not-found", "it is not known which repository on \(forge.title) gets the page of the release",
        hints: ["give the remote `\(remote)` the address of the repository on that server"])
    }
    return ForgeAccess(
      repository: repository, baseURL: address, token: token, isJobToken: chosen == nil && api?.isJobToken == true)
  }

  private var remote: String { context.settings(Settings.tagGitRemote) ?? "origin" }

  /// `owner/name` of the git remote.
  private func remoteRepository() async throws -> String? {
    try await services.withRepository(context) { [remote] in try $0.remotes()[remote] }
      .flatMap(SourceRevision.webAddress)
      .map { $0.dropFirst("https://".count).drop { $0 != "/" }.dropFirst() }.map(String.init)
  }
}
