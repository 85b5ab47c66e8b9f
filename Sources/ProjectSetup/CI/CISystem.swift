/// A CI system that init writes a file for.
public enum CISystem: String, Sendable, CaseIterable {
  case github, gitlab, azure, bitbucket, buildkite, circleci, drone, jenkins, tekton, woodpecker

  /// Where it looks for its file, below the repository's root.
  public var path: String {
    switch self {
    case .github: ".github/workflows/agent-pipeline.yml"
    case .gitlab: ".gitlab-ci.yml"
    case .azure: "azure-pipelines.yml"
    case .bitbucket: "bitbucket-pipelines.yml"
    case .buildkite: ".buildkite/pipeline.yml"
    case .circleci: ".circleci/config.yml"
    case .drone: ".drone.yml"
    case .jenkins: "Jenkinsfile"
    case .tekton: ".tekton/agent-pipeline.yml"
    case .woodpecker: ".woodpecker.yaml"
    }
  }

  /// As its makers call it.
  public var title: String {
    switch self {
    case .github: "GitHub Actions"
    case .gitlab: "GitLab CI"
    case .azure: "Azure Pipelines"
    case .bitbucket: "Bitbucket Pipelines"
    case .buildkite: "Buildkite"
    case .circleci: "CircleCI"
    case .drone: "Drone"
    case .jenkins: "Jenkins"
    case .tekton: "Tekton"
    case .woodpecker: "Woodpecker"
    }
  }

  /// Files and directories by which a repository shows that it uses the system.
  private var marks: [String] {
    switch self {
    case .github: [".github/workflows"]
    case .gitlab: [".gitlab-ci.yml"]
    case .azure: ["azure-pipelines.yml", ".azure-pipelines"]
    case .bitbucket: ["bitbucket-pipelines.yml"]
    case .buildkite: [".buildkite"]
    case .circleci: [".circleci"]
    case .drone: [".drone.yml"]
    case .jenkins: ["Jenkinsfile"]
    case .tekton: [".tekton"]
    case .woodpecker: [".woodpecker.yml", ".woodpecker.yaml", ".woodpecker"]
    }
  }

  /// Finds the system of a repository.
  /// - Parameters:
  ///   - exists: whether there is a path below its root.
  ///   - remote: the address that it is pushed to, without credentials.
  /// - Returns: with what says so; `nil` if nothing does.
  public static func find(exists: (_ path: String) -> Bool, remote: String?) -> Found<CISystem>? {
    let used = allCases.filter { $0.marks.contains(where: exists) }
    let host = remote.map(host(of:)) ?? ""
    let suggested = hosts.first { mark, _ in host == mark || host.hasSuffix(".\(mark)") || isPart(mark, of: host) }?.1
    // Several may be left from earlier; the host's own counts.
    if let suggested, used.contains(suggested) || used.isEmpty, let remote { return Found(suggested, in: remote) }
    if let own = used.first { return Found(own, in: own.marks.first(where: exists) ?? own.path) }
    return nil
  }

  private static let hosts: [(String, CISystem)] = [
    ("github.com", .github), ("gitlab.com", .gitlab), ("dev.azure.com", .azure), ("visualstudio.com", .azure),
    ("bitbucket.org", .bitbucket), ("codeberg.org", .woodpecker), ("gitlab", .gitlab), ("github", .github),
    // Gitea's and Forgejo's Actions read GitHub's workflows.
    ("gitea", .github), ("forgejo", .github),
  ]

  private static func isPart(_ mark: String, of host: String) -> Bool {
    !mark.contains(".") && host.split(whereSeparator: { $0 == "." || $0 == "-" }).contains { $0 == mark }
  }

  /// Of `https://host/path`, `ssh://git@host:22/path` and `git@host:path`.
  private static func host(of remote: String) -> String {
    var rest = remote[...]
    if let mark = rest.firstRange(of: "://") { rest = rest[mark.upperBound...] }
    let authority = rest.prefix { $0 != "/" }
    return (authority.split(separator: "@").last ?? "").prefix { $0 != ":" }.lowercased()
  }
}
