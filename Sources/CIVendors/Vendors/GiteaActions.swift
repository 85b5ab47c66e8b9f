public import PipelineCore

/// Gitea Actions: GitHub's variables and formats, on a server of one's own.
///
/// Forgejo's runners before 7.0 set no marker but Gitea's, so their jobs are described as Gitea's.
public struct GiteaActions: GitHubImitator {
  public static let id = "gitea-actions"

  public let gitHub: GitHubActions

  public init?(_ environment: CIEnvironment) {
    guard Self.isOwnJob(environment) else { return nil }
    // A run's page has its number within the repository, not its id.
    gitHub = GitHubActions(environment, GitHubJob(environment).job(of: Self.id, runVariable: "GITHUB_RUN_NUMBER"))
  }

  /// Forgejo sets both markers.
  private static func isOwnJob(_ environment: CIEnvironment) -> Bool {
    environment.has("GITEA_ACTIONS") && !environment.has("FORGEJO_ACTIONS")
  }

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    ImitatorFacts(name: "Gitea", tokens: ["GITEA_TOKEN", "GITHUB_TOKEN"], hosts: ["gitea"])
      .facts(environment, inOwnJob: isOwnJob(environment))
  }
}
