import ArgumentParser
import PipelineCore
import Settings

/// The flags of the settings that are not the run's own. A test compares them with `AllSettings`.
struct SettingOptions: ParsableArguments {
  @Option(help: .of(Settings.buildEngine)) var buildEngine: String?
  @Option(help: .of(Settings.buildBaseImage)) var buildBaseImage: String?
  @Option(help: .of(Settings.buildEntrypoint)) var buildEntrypoint: [String] = []
  @Option(help: .of(Settings.buildPlatforms)) var buildPlatforms: [String] = []
  @Option(help: .of(Settings.buildDockerfile)) var buildDockerfile: String?
  @Option(help: .of(Settings.buildArgs)) var buildArgs: [String] = []
  @Option(help: .of(Settings.buildTarget)) var buildTarget: String?
  @Option(help: .of(Settings.buildCacheFrom)) var buildCacheFrom: [String] = []
  @Flag(help: .of(Settings.buildNoCache)) var buildNoCache = false
  @Option(help: .of(Settings.buildNetwork)) var buildNetwork: String?
  @Option(help: .of(Settings.buildIgnore)) var buildIgnore: [String] = []
  @Option(help: .of(Settings.buildUser)) var buildUser: String?
  @Option(help: .of(Settings.buildLabels)) var buildLabels: [String] = []
  @Option(help: .of(Settings.buildCompression)) var buildCompression: String?
  @Option(help: .of(Settings.buildMediaTypes)) var buildMediaTypes: String?
  @Option(help: .of(Settings.buildInstaller)) var buildInstaller: String?
  @Option(help: .of(Settings.buildAllowSecrets)) var buildAllowSecrets: [String] = []
  @Option(name: [.long, .customLong("output-image")], help: .of(Settings.buildOutputImage))
  var buildOutputImage: [String] = []
  @Flag(name: [.long, .customLong("check-reproducible")], help: .of(Settings.buildCheckReproducible))
  var buildCheckReproducible = false
  @Option(help: .of(Settings.testEngine)) var testEngine: String?
  @Option(help: .of(Settings.testEnvironment)) var testEnvironment: [String] = []
  @Option(help: .of(Settings.tagPrefix)) var tagPrefix: String?
  @Option(help: .of(Settings.tagPaths)) var tagPaths: [String] = []
  @Option(help: .of(Settings.tagRules)) var tagRules: [String] = []
  @Flag(help: .of(Settings.tagMajorOnZero)) var tagMajorOnZero = false
  @Option(help: .of(Settings.tagInitialVersion)) var tagInitialVersion: String?
  @Option(name: [.long, .customLong("bump")], help: .of(Settings.tagBump)) var tagBump: String?
  @Option(help: .of(Settings.tagVersion)) var tagVersion: String?
  @Flag(help: .of(Settings.tagSquashBodies)) var tagSquashBodies = false
  @Option(name: [.long, .customLong("compat")], help: .of(Settings.tagCompat)) var tagCompat: String?
  @Flag(name: [.long, .customLong("fetch-history")], help: .of(Settings.tagFetchHistory)) var tagFetchHistory = false
  @Option(help: .of(Settings.tagFloating)) var tagFloating: [String] = []
  @Option(help: .of(Settings.tagLatest)) var tagLatest: String?
  @Option(help: .of(Settings.tagNotes)) var tagNotes: String?
  @Option(name: [.long, .customLong("changelog")], help: .of(Settings.tagChangelog)) var tagChangelog: String?
  @Flag(help: .of(Settings.tagGitCreate)) var tagGitCreate = false
  @Flag(name: [.long, .customLong("to-git")], help: .of(Settings.tagGitPush)) var tagGitPush = false
  @Option(help: .of(Settings.tagGitRemote)) var tagGitRemote: String?
  @Option(help: .of(Settings.pushTo)) var pushTo: [String] = []
  @Option(help: .of(Settings.pushPreflight)) var pushPreflight: String?
  @Flag(help: .of(Settings.pushVerify)) var pushVerify = false
  @Option(help: .of(Settings.pushTimeout)) var pushTimeout: String?
  @Option(help: .of(Settings.pushChunkSize)) var pushChunkSize: String?
  @Flag(help: .of(Settings.pushAttachReports)) var pushAttachReports = false

  /// The values given, by setting name.
  var flags: [String: [String]] {
    var flags = FlagValues()
    flags.set(Settings.buildEngine, buildEngine)
    flags.set(Settings.buildBaseImage, buildBaseImage)
    flags.set(Settings.buildEntrypoint, buildEntrypoint)
    flags.set(Settings.buildPlatforms, buildPlatforms)
    flags.set(Settings.buildDockerfile, buildDockerfile)
    flags.set(Settings.buildArgs, buildArgs)
    flags.set(Settings.buildTarget, buildTarget)
    flags.set(Settings.buildCacheFrom, buildCacheFrom)
    flags.set(Settings.buildNoCache, buildNoCache)
    flags.set(Settings.buildNetwork, buildNetwork)
    flags.set(Settings.buildIgnore, buildIgnore)
    flags.set(Settings.buildUser, buildUser)
    flags.set(Settings.buildLabels, buildLabels)
    flags.set(Settings.buildCompression, buildCompression)
    flags.set(Settings.buildMediaTypes, buildMediaTypes)
    flags.set(Settings.buildInstaller, buildInstaller)
    flags.set(Settings.buildAllowSecrets, buildAllowSecrets)
    flags.set(Settings.buildOutputImage, buildOutputImage)
    flags.set(Settings.buildCheckReproducible, buildCheckReproducible)
    flags.set(Settings.testEngine, testEngine)
    flags.set(Settings.testEnvironment, testEnvironment)
    flags.set(Settings.tagPrefix, tagPrefix)
    flags.set(Settings.tagPaths, tagPaths)
    flags.set(Settings.tagRules, tagRules)
    flags.set(Settings.tagMajorOnZero, tagMajorOnZero)
    flags.set(Settings.tagInitialVersion, tagInitialVersion)
    flags.set(Settings.tagBump, tagBump)
    flags.set(Settings.tagVersion, tagVersion)
    flags.set(Settings.tagSquashBodies, tagSquashBodies)
    flags.set(Settings.tagCompat, tagCompat)
    flags.set(Settings.tagFetchHistory, tagFetchHistory)
    flags.set(Settings.tagFloating, tagFloating)
    flags.set(Settings.tagLatest, tagLatest)
    flags.set(Settings.tagNotes, tagNotes)
    flags.set(Settings.tagChangelog, tagChangelog)
    flags.set(Settings.tagGitCreate, tagGitCreate)
    flags.set(Settings.tagGitPush, tagGitPush)
    flags.set(Settings.tagGitRemote, tagGitRemote)
    flags.set(Settings.pushTo, pushTo)
    flags.set(Settings.pushPreflight, pushPreflight)
    flags.set(Settings.pushVerify, pushVerify)
    flags.set(Settings.pushTimeout, pushTimeout)
    flags.set(Settings.pushChunkSize, pushChunkSize)
    flags.set(Settings.pushAttachReports, pushAttachReports)
    return flags.values
  }
}
