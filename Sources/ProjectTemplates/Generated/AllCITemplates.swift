// swift-format-ignore-file
// Made from ci-templates by `make generate`.

extension CITemplates {
  public static let all: [CITemplate] = [
    CITemplate("azure", EmbeddedFiles.azureCI),
    CITemplate("bitbucket", EmbeddedFiles.bitbucketCI),
    CITemplate("buildkite", EmbeddedFiles.buildkiteCI),
    CITemplate("circleci", EmbeddedFiles.circleciCI),
    CITemplate("drone", EmbeddedFiles.droneCI),
    CITemplate("github", EmbeddedFiles.githubCI),
    CITemplate("gitlab", EmbeddedFiles.gitlabCI),
    CITemplate("jenkins", EmbeddedFiles.jenkinsCI),
    CITemplate("tekton", EmbeddedFiles.tektonCI),
    CITemplate("woodpecker", EmbeddedFiles.woodpeckerCI),
  ]
}
