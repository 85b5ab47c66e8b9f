public import PipelineCore

/// All supported CI systems: a new one is a file in `Vendors/` and a line here.
public enum AllCIVendors {
  /// In the order of detection. Woodpecker sets Drone's variables too, so it comes first.
  public static let all: [any CIVendor.Type] = [
    GitHubActions.self,
    GitLabCI.self,
    Woodpecker.self,
    Drone.self,
  ]

  /// The vendor whose job this process runs in, if any.
  public static func detect(
    environment: [String: String], among vendors: [any CIVendor.Type] = all,
    readFile: @escaping CIEnvironment.FileReader
  ) -> (any CIVendor)? {
    let environment = CIEnvironment(environment, readFile: readFile)
    for vendor in vendors {
      if let found = vendor.init(environment) { return found }
    }
    return nil
  }

  /// The facts of all vendors' variables, and of this job.
  /// - Parameter vendor: whose job this is; `nil` if the call is not a step of one.
  public static func facts(
    for vendor: (any CIVendor)?, environment: [String: String], among vendors: [any CIVendor.Type] = all
  ) -> CIFacts {
    let environment = CIEnvironment(environment) { _ in nil }
    var facts = vendor.map { type(of: $0).facts(environment) } ?? CIFacts()
    // The job's own site may have any name.
    let own = facts.forges.map { CIFacts.Forge(hostPart: nil, pathPrefix: $0.pathPrefix) }
    facts.source = vendor?.source ?? .unknown
    facts.join(vendors.map { $0.facts(environment) })
    // Only a build of the repository itself has a tag to push.
    if facts.source != .repository { facts.gitCredentials = [] }
    facts.forges += own
    return facts
  }
}
