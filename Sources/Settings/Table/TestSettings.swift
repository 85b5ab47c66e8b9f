/// Settings of the test stage.
extension Settings {
  public static let testEngine = Setting.choice(
    "test.engine", default: TestEngine.auto, "What runs the image; `none` skips the stage."
  ).inManifest(only: "auto", because: "an agent must not weaken or skip the tests that its push depends on")
  public static let testEnvironment = Setting.map(
    "test.environment", "Environment variables of the container under test."
  ).checked(EnvironmentNameCheck.problems)
}
