public import Versioning

/// Settings of the tag stage.
extension Settings {
  // The image says its version, so what decides it counts for the build, too: `on("build")`.
  public static let tagPrefix = Setting.text(
    "tag.prefix", "TEXT",
    "The text before the version in a git tag, in which `{name}` stands for the agent's name; `none` for `1.2.3` alone."
  )
  .otherwise("v, or NAME/v if the repository has several agents").checked(TagChecks.prefix).on("build")
  public static let tagPaths = Setting.list("tag.paths", "PATH,…", "Count only commits that change these paths.")
    .otherwise("the agent's directory").checked(TagChecks.paths).on("build")
  public static let tagRules: Setting<[String: CommitBump]> = .map(
    "tag.rules", "TYPE=BUMP,…", "The version step for each commit type: `feat=minor,fix=patch,docs=none`."
  ).checked(TagChecks.rules).on("build")
  public static let tagMajorOnZero = Setting.switch(
    "tag.majorOnZero", "Let a breaking change below 1.0.0 raise the major version instead of the minor."
  ).on("build")
  public static let tagInitialVersion = Setting.version(
    "tag.initialVersion", "The first release of an agent without a version tag."
  ).otherwise("metadata.version").on("build")
  public static let tagBump = Setting.choice(
    "tag.bump", default: ForcedBump.auto, "Raise the version by this step, regardless of the commits."
  ).notInManifest(ofOneRelease).alias("bump").on("build")
  public static let tagVersion = Setting.version("tag.version", "Release this version, regardless of the commits.")
    .otherwise("derived from the commits").notInManifest(ofOneRelease).on("build")
  public static let tagSquashBodies = Setting.switch(
    "tag.squashBodies", "Read each `* feat: …` in the body of a squashed merge as a commit."
  ).on("build")
  public static let tagCompat = Setting.choice(
    "tag.compat", default: VersionProfile.standard, "Apply another tool's default version rules."
  ).alias("compat").on("build")
  public static let tagFetchHistory = Setting.switch(
    "tag.fetchHistory", "Run `git fetch` if the clone lacks history or tags."
  ).alias("fetch-history")
  public static let tagImage = Setting.list(
    "tag.image", "TEMPLATE,…", default: ImageTagPolicy.standard,
    "The image's tags: templates such as `{major}.{minor}`, or `nightly on schedule` with a condition."
  ).checked(TagChecks.image)
  public static let tagFloating = Setting.list(
    "tag.floating", default: [FloatingTag.major, .majorMinor], "Which shorter image tags a release moves.")
  public static let tagLatest = Setting.choice(
    "tag.latest", default: ImageTagPolicy.Latest.auto,
    "Whether a release moves `latest`; with auto, only the highest stable version does.")
  public static let tagNotes = Setting.text("tag.notes", "FILE", "Write the release notes to this file.")
    .notInManifest(writesFiles)
  public static let tagChangelog = Setting.text("tag.changelog", "FILE", "Add missing release notes to this file.")
    .alias("changelog").notInManifest(writesFiles)
  public static let tagGitCreate = Setting.switch("tag.git.create", "Create the git tag of a release.")
  public static let tagGitPush = Setting.switch("tag.git.push", "Create the git tag of a release and push it.")
    .alias("to-git")
  public static let tagGitRemote = Setting.text(
    "tag.git.remote", "REMOTE", default: "origin", "The remote that git tags are pushed to, by its name."
  ).checked(TagChecks.remote).inManifest(only: "origin", because: "it decides where git credentials are sent")
  public static let tagRelease = Setting.choice(
    "tag.release", default: ReleasePage.none,
    "Create the page of the release with its notes; `github` is also for Gitea and Forgejo."
  ).on("push")
  public static let tagReleaseURL = Setting.text(
    "tag.releaseUrl", "URL", "The address of the API for release pages."
  ).otherwise("the one of the CI system, else the public one").on("push")
    .notInManifest("it decides where the token is sent")

  private static let writesFiles = "it writes a file anywhere on the machine"
  private static let ofOneRelease = "it is for one release, and agent.yaml would apply it to every later one"
}
