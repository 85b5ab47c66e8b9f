import Diagnostics
import FileIO
import GitHistory
import PipelineCore
import Settings
import Versioning

/// Creates the git tag of a release and pushes it, if the settings ask for it.
///
/// This happens before the image is pushed: the remote accepts each tag once, so the run that pushed it owns the version,
/// and no two runs can push different images under it. If the push of the image fails afterwards, a second run on the
/// same commit finds the tag and makes the same version again.
struct GitTagging {
  let services: StageServices
  let context: RunContext

  private var isCreated: Bool { context.settings(Settings.tagGitCreate) == true || isPushed }
  private var isPushed: Bool { context.settings(Settings.tagGitPush) == true }
  private var remote: String { context.settings(Settings.tagGitRemote) ?? "origin" }

  func run(_ found: TagFindings, _ agent: String, _ journal: inout StageJournal) async throws {
    guard isCreated else { return }
    guard found.decision.release, found.build.tag == nil else {
      let reason = found.build.tag.map { "the tag `\($0)` is being built" } ?? "no release"
      return record(.skipped, reason, &journal)
    }
    let name = found.tagName
    guard !context.isDryRun else {
      let push = isPushed ? " and push it to `\(remote)`" : ""
      return record(.skipped, "dry run, would create `\(name)` on \(found.build.commit.prefix(7))\(push)", &journal)
    }
    let message = services.redactor("\(agent) \(found.decision.next)\n\n\(found.notes.body)")
    let time = try services.sourceDateEpoch()
    let identity = tagger
    let credentials = GitCredentials(environment: services.environment, ci: services.ci)
    let authorities = CertificateAuthorities(environment: services.environment)
    let (isPushed, remote, remedies) = (isPushed, remote, services.ci.gitRemedies)
    let outcome = try await services.withRepository(context) {
      repository -> (created: GitTagOutcome, pushed: GitTagOutcome?) in
      let created = try repository.createTag(
        name, on: found.build.commit, message: message, tagger: identity.who, overridesConfiguration: identity.isSet,
        time: time)
      guard isPushed else { return (created, nil) }
      do {
        let pushed = try repository.pushTag(
          name, to: remote, authorities: authorities, loginRemedies: remedies, credential: credentials.credential)
        return (created, pushed)
      } catch {
        // A tag that only this clone has would decide the next run's version.
        if created == .written { try repository.removeTag(name) }
        throw error
      }
    }
    var told = outcome.created == .written ? "created `\(name)`" : "`\(name)` is unchanged"
    if let pushed = outcome.pushed {
      told += pushed == .written ? ", pushed to `\(remote)`" : ", `\(remote)` already has it"
    }
    record(.passed, told, &journal)
  }

  private func record(_ outcome: CheckOutcome, _ message: String, _ journal: inout StageJournal) {
    journal.record(CheckReport(id: "git tag", outcome: outcome, message: message))
  }

  /// As in git, variables override the configuration; without both, the CI job's user or this tool.
  private var tagger: (who: GitIdentity, isSet: Bool) {
    func identity(_ name: String, _ email: String) -> GitIdentity? {
      guard let name = services.environment[name], let email = services.environment[email], !name.isEmpty,
        !email.isEmpty
      else { return nil }
      return GitIdentity(name: name, email: email)
    }
    if let set = identity("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL") { return (set, true) }
    let user = services.ci.committer
    return (
      GitIdentity(name: user?.name ?? "agent-pipeline", email: user?.email ?? "agent-pipeline@localhost"), false
    )
  }
}
