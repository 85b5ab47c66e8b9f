/// Settings of the test stage.
extension Settings {
  public static let testEngine = Setting.choice(
    "test.engine", default: TestEngine.auto, "What runs the image; `none` skips the stage."
  ).inManifest(only: "auto", because: "an agent must not weaken or skip the tests that its push depends on")
  public static let testEnvironment = Setting.map(
    "test.environment", "Environment variables of the container under test."
  ).checked(EnvironmentNameCheck.problems)
  public static let testInclude = Setting.list(
    "test.include", "PATTERN,…",
    "Files of the agent's directory for its tests alone, also ignored ones; in the syntax of .dockerignore."
  ).only(on: "build", "validate").checked(BuildChecks.tested)
  public static let testReadOnly = Setting.switch(
    "test.readOnly", "Test with a read-only root file system: only the volumes of agent.yaml can be written.")
  public static let testMaxUnpackedSize = Setting.integer(
    "test.maxUnpackedSize", "GIB", 1...65_536, "The largest size of the unpacked image, in GiB."
  ).otherwise("100").notInManifest(ownLimits)
  public static let testMaxFiles = Setting.integer(
    "test.maxFiles", "COUNT", 1...1_000_000_000, "The largest number of files in the unpacked image."
  ).otherwise("5000000").notInManifest(ownLimits)

  private static let ownLimits = "it protects the machine from the image"
}
