import ArgumentParser
import PipelineCore

/// The flags of the settings that are not the run's own. A test compares them with `AllSettings`.
struct SettingOptions: ParsableArguments {
  @Option(help: .of(Settings.buildEngine)) var buildEngine: String?
  @Option(help: .of(Settings.buildBaseImage)) var buildBaseImage: String?
  @Option(help: .of(Settings.buildEntrypoint)) var buildEntrypoint: [String] = []
  @Option(help: .of(Settings.buildPlatforms)) var buildPlatforms: [String] = []
  @Option(help: .of(Settings.buildDockerfile)) var buildDockerfile: String?
  @Option(help: .of(Settings.buildIgnore)) var buildIgnore: [String] = []
  @Option(help: .of(Settings.buildUser)) var buildUser: String?
  @Option(help: .of(Settings.buildLabels)) var buildLabels: [String] = []
  @Option(help: .of(Settings.testEngine)) var testEngine: String?
  @Option(help: .of(Settings.testEnvironment)) var testEnvironment: [String] = []
  @Option(help: .of(Settings.tagPrefix)) var tagPrefix: String?
  @Option(help: .of(Settings.tagPaths)) var tagPaths: [String] = []
  @Option(help: .of(Settings.tagRules)) var tagRules: [String] = []
  @Flag(help: .of(Settings.tagMajorOnZero)) var tagMajorOnZero = false
  @Option(help: .of(Settings.tagInitialVersion)) var tagInitialVersion: String?
  @Option(help: .of(Settings.tagFloating)) var tagFloating: [String] = []
  @Option(help: .of(Settings.tagLatest)) var tagLatest: String?
  @Flag(help: .of(Settings.tagGitCreate)) var tagGitCreate = false
  @Flag(help: .of(Settings.tagGitPush)) var tagGitPush = false
  @Option(help: .of(Settings.pushTo)) var pushTo: [String] = []

  /// The values given, by setting name.
  var flags: [String: [String]] {
    var flags = FlagValues()
    flags.set(Settings.buildEngine, buildEngine)
    flags.set(Settings.buildBaseImage, buildBaseImage)
    flags.set(Settings.buildEntrypoint, buildEntrypoint)
    flags.set(Settings.buildPlatforms, buildPlatforms)
    flags.set(Settings.buildDockerfile, buildDockerfile)
    flags.set(Settings.buildIgnore, buildIgnore)
    flags.set(Settings.buildUser, buildUser)
    flags.set(Settings.buildLabels, buildLabels)
    flags.set(Settings.testEngine, testEngine)
    flags.set(Settings.testEnvironment, testEnvironment)
    flags.set(Settings.tagPrefix, tagPrefix)
    flags.set(Settings.tagPaths, tagPaths)
    flags.set(Settings.tagRules, tagRules)
    flags.set(Settings.tagMajorOnZero, tagMajorOnZero)
    flags.set(Settings.tagInitialVersion, tagInitialVersion)
    flags.set(Settings.tagFloating, tagFloating)
    flags.set(Settings.tagLatest, tagLatest)
    flags.set(Settings.tagGitCreate, tagGitCreate)
    flags.set(Settings.tagGitPush, tagGitPush)
    flags.set(Settings.pushTo, pushTo)
    return flags.values
  }
}
