import Testing

@testable import Languages

@Suite("A dependency of agent.yaml") struct DeclaredDependenciesTests {
  @Test(arguments: [
    ("db", "\"node_modules/db\": {", true), ("db", "\"node_modules/dbg\": {", false), ("db", "\"sub-db\"", false),
    ("example.com/z", "require example.com/z v1.0.0", true), ("example.com/z", "example.com/zfour v1", false),
    ("slf4j-api", "lib/slf4j-api-2.0.jar", true), ("slf4j-api", "lib/slf4j-api-extra-2.0.jar", false),
    ("db", "dbg db", true), ("db", "", false),
  ])
  func `counts as a whole word of the language's file`(name: String, text: String, isNamed: Bool) {
    #expect(DeclaredDependencies.isNamed(name, in: text) == isNamed)
  }
}
