/// Every setting there is, in the order of the documentation.
///
/// Flags, variables, the schema and the checks of `spec.pipeline`, `inspect`, docs/settings.md and the inputs of
/// action.yml are made from this list. A new setting is a declaration in `Table/` and its name here.
public enum AllSettings {
  public static let all: [any AnySetting] = [
    Settings.path, Settings.from, Settings.until, Settings.only, Settings.skip, Settings.dryRun, Settings.strict,
    Settings.timeout, Settings.workDir, Settings.reportDir, Settings.cacheDir, Settings.insecureRegistries,
    Settings.registryMirrors, Settings.branch, Settings.commit, Settings.changeRequest, Settings.defaultBranch,
    Settings.trustChangeRequests,
    Settings.buildEngine, Settings.buildBaseImage, Settings.buildEntrypoint, Settings.buildPlatforms,
    Settings.buildDockerfile, Settings.buildArgs, Settings.buildTarget, Settings.buildCacheFrom, Settings.buildNoCache,
    Settings.buildNetwork, Settings.buildIsolation, Settings.buildAllowHosts, Settings.buildAllowPaths,
    Settings.buildEnvironment, Settings.buildContext, Settings.buildRun, Settings.buildInclude, Settings.buildIgnore,
    Settings.buildUser, Settings.buildLabels, Settings.buildCompression,
    Settings.buildMediaTypes, Settings.buildInstaller, Settings.buildPythonExtras, Settings.buildPythonGroups,
    Settings.buildPackage, Settings.buildFlags, Settings.buildTags, Settings.buildLDFlags, Settings.buildMainClass,
    Settings.buildAllowSecrets, Settings.buildOutputImage,
    Settings.buildCheckReproducible,
    Settings.testEngine, Settings.testEnvironment, Settings.testInclude, Settings.testReadOnly,
    Settings.testMaxUnpackedSize, Settings.testMaxFiles,
    Settings.tagPrefix, Settings.tagPaths, Settings.tagRules, Settings.tagMajorOnZero, Settings.tagInitialVersion,
    Settings.tagBump, Settings.tagVersion, Settings.tagSquashBodies, Settings.tagCompat, Settings.tagFetchHistory,
    Settings.tagImage, Settings.tagFloating, Settings.tagLatest, Settings.tagNotes, Settings.tagChangelog,
    Settings.tagGitCreate,
    Settings.tagGitPush, Settings.tagGitRemote, Settings.tagRelease, Settings.tagReleaseURL,
    Settings.pushTo, Settings.pushAllowUntested, Settings.pushOverwrite, Settings.pushPreflight, Settings.pushVerify,
    Settings.pushTimeout,
    Settings.pushChunkSize, Settings.pushAttachReports,
  ]
}
