public import PipelineCore
import SystemPackage

/// TeamCity: few of its parameters are variables, but a file has them all. Its path is in the file that
/// `TEAMCITY_BUILD_PROPERTIES_FILE` names.
///
/// `teamcity.pullRequest.source.branch` exists only if the source is in the repository itself.
public struct TeamCity: CIVendor {
  public static let id = "teamcity"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.fullHistoryRemedy = "check out on the agent, with `teamcity.git.shallowClone=false`"
    facts.branchRemedy = "pass `--branch \"%teamcity.build.branch%\"`"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment["TEAMCITY_VERSION"] != nil else { return nil }
    let parameters = Self.parameters(environment)
    var job = CIJob(Self.id)
    job.context.repository = RepositoryURL.slug(parameters["vcsroot.url"])
    job.context.commit =
      environment.commit("BUILD_VCS_NUMBER") ?? parameters["build.vcs.number"].flatMap(CIEnvironment.commitID)
    job.context.jobURL = environment["BUILD_URL"] ?? Self.page(parameters)
    // A label of TeamCity's; `<default>` is the branch that the project names as its main one.
    let label = parameters["teamcity.build.branch"].flatMap { $0 == "<default>" ? nil : $0 }
    let ref = Self.reference(parameters)
    let number = parameters["teamcity.pullRequest.number"]
    if number != nil || parameters.keys.contains(where: { $0.hasPrefix("teamcity.pullRequest.") }) {
      let branch = parameters["teamcity.pullRequest.source.branch"]
      job.buildsChangeRequest(
        number, from: branch, to: parameters["teamcity.pullRequest.target.branch"],
        fork: branch == nil || number == nil)
    } else {
      // A personal build has a change that is in no repository.
      let isProven = ref?.hasPrefix("refs/") == true && !environment.has("BUILD_IS_PERSONAL")
      job.builds(ref ?? label, nil, isProven: isProven)
      if parameters["teamcity.build.branch.is_default"] == "true" { job.context.defaultBranch = job.context.branch }
    }
    context = job.context
    source = job.source
  }

  /// The reference that the only repository of the build is at.
  private static func reference(_ parameters: [String: String]) -> String? {
    let refs = Set(parameters.filter { $0.key.hasPrefix("teamcity.build.vcs.branch.") }.values)
    return refs.count == 1 ? refs.first : nil
  }

  private static func page(_ parameters: [String: String]) -> String? {
    guard let server = parameters["teamcity.serverUrl"], let id = parameters["teamcity.build.id"] else { return nil }
    return "\(server)/viewLog.html?buildId=\(id)"
  }

  private static func parameters(_ environment: CIEnvironment) -> [String: String] {
    func read(_ path: String?) -> [String: String] {
      path.flatMap { environment.readFile(FilePath($0)) }.map(JavaProperties.parse)?
        .filter { !$0.value.isEmpty } ?? [:]
    }
    let build = read(environment["TEAMCITY_BUILD_PROPERTIES_FILE"])
    return read(build["teamcity.configuration.properties.file"]).merging(build) { $1 }
  }
}
