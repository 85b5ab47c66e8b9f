public import PipelineCore

/// Every CI system we know: a new one is a file in `Vendors/` and a line here.
public enum AllCIVendors {
  /// In the order in which they are asked. Woodpecker sets Drone's variables too, so that it comes first.
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

  /// Whether the log shows colour, though it is no terminal.
  public static func showColor(in environment: [String: String], among vendors: [any CIVendor.Type] = all) -> Bool {
    vendors.contains { $0.showsColor(CIEnvironment(environment) { _ in nil }) }
  }

  /// What the stages use of all vendors, and of the job.
  /// - Parameter vendor: whose job this is; nothing where the call is no step of one.
  public static func facts(
    for vendor: (any CIVendor)?, environment: [String: String], among vendors: [any CIVendor.Type] = all
  ) -> CIFacts {
    let environment = CIEnvironment(environment) { _ in nil }
    var facts = CIFacts()
    facts.workspace = vendor?.workspace
    facts.isForkBuild = vendor?.context.pullRequest?.fork ?? false
    facts.fullHistoryRemedy = vendor?.fullHistoryRemedy
    facts.committer = vendor?.committer
    facts.forges = vendors.compactMap { $0.forge }
    if let vendor, let own = type(of: vendor).forge {
      facts.forges.append(CIFacts.Forge(hostPart: nil, pathPrefix: own.pathPrefix))
    }
    facts.gitCredentials = vendors.flatMap { $0.gitCredentials(environment) }
    facts.gitRemedies = vendors.compactMap { $0.gitRemedy }
    facts.registryCredentials = vendors.flatMap { $0.registryCredentials(environment) }
    facts.registryRemedies = vendors.reduce(into: [:]) { $0.merge($1.registryRemedies) { first, _ in first } }
    return facts
  }
}
