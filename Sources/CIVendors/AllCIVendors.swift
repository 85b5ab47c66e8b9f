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
    environment: [String: String], readFile: @escaping CIEnvironment.FileReader
  ) -> (any CIVendor)? {
    let environment = CIEnvironment(environment, readFile: readFile)
    for vendor in all {
      if let found = vendor.init(environment) { return found }
    }
    return nil
  }
}
