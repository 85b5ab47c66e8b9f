public import PipelineCore

/// Forgejo Actions: GitHub's variables and formats, on a server of one's own.
public struct ForgejoActions: GitHubImitator {
  public static let id = "forgejo-actions"

  public let gitHub: GitHubActions

  public init?(_ environment: CIEnvironment) {
    guard environment.has("FORGEJO_ACTIONS") else { return nil }
    // A run's page has its number within the repository, not its id.
    gitHub = GitHubActions(environment, GitHubJob(environment).job(of: Self.id, runVariable: "GITHUB_RUN_NUMBER"))
  }

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    let tokens = ["FORGEJO_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN"]
    return ImitatorFacts(name: "Forgejo", tokens: tokens, hosts: ["forgejo", "codeberg"])
      .facts(environment, inOwnJob: environment.has("FORGEJO_ACTIONS"))
  }
}
