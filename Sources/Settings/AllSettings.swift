/// Every setting there is. Help texts, flags, variables and `inspect` are made from this list.
public enum AllSettings {
  public static let all: [any AnySetting] = [
    Settings.path, Settings.from, Settings.until, Settings.only, Settings.skip, Settings.dryRun, Settings.strict,
    Settings.timeout, Settings.workDir, Settings.reportDir, Settings.cacheDir, Settings.insecureRegistries,
    Settings.registryMirrors,
    Settings.buildEngine, Settings.buildBaseImage, Settings.buildEntrypoint, Settings.buildPlatforms,
    Settings.buildDockerfile, Settings.buildArgs, Settings.buildTarget, Settings.buildCacheFrom, Settings.buildNoCache,
    Settings.buildNetwork, Settings.buildIgnore, Settings.buildUser, Settings.buildLabels, Settings.buildCompression,
    Settings.buildMediaTypes, Settings.buildInstaller, Settings.buildAllowSecrets, Settings.buildOutputImage,
    Settings.buildCheckReproducible,
    Settings.testEngine, Settings.testEnvironment,
    Settings.tagPrefix, Settings.tagPaths, Settings.tagRules, Settings.tagMajorOnZero, Settings.tagInitialVersion,
    Settings.tagBump, Settings.tagVersion, Settings.tagSquashBodies, Settings.tagCompat, Settings.tagFetchHistory,
    Settings.tagFloating, Settings.tagLatest, Settings.tagNotes, Settings.tagChangelog, Settings.tagGitCreate,
    Settings.tagGitPush, Settings.tagGitRemote,
    Settings.pushTo, Settings.pushPreflight, Settings.pushVerify, Settings.pushTimeout, Settings.pushChunkSize,
    Settings.pushAttachReports,
  ]
}

/// Of the run.
extension Settings {
  public static let path = Setting.list("path", "PATH", "The agents' folders or manifest files.").notInManifest()
  public static let from = Setting.text("from", "STAGE", "The first stage to run.").notInManifest()
  public static let until = Setting.text("until", "STAGE", "The last stage to run.").notInManifest()
  public static let only = Setting.list("only", "STAGE", "The only stages to run.").notInManifest()
  public static let skip = Setting.list("skip", "STAGE", "Stages to leave out.").notInManifest()
  public static let dryRun = Setting.switch(
    "dryRun", "Do everything but write to a registry or a git remote; no credentials are needed."
  ).notInManifest().on("tag", "push")
  public static let strict = Setting.switch("strict", "Let warnings fail the stage they come from.").notInManifest().on(
    "validate", "build", "test", "tag", "push", "hook")
  public static let timeout = Setting.duration("timeout", "Stop the whole run after this time.").notInManifest().on(
    "validate", "build", "test", "tag", "push", "doctor", "hook", "pull", "promote", "attach", "registry", "cache")
  public static let workDir = Setting.text(
    "workDir", "DIR", "The run folder. (default: .agent-pipeline beside the manifest)"
  ).notInManifest().on("validate", "build", "test", "tag", "push")
  public static let reportDir = Setting.text(
    "reportDir", "DIR", "Where report.json and junit.xml go. (default: the run folder)"
  ).notInManifest().on("validate", "build", "test", "tag", "push")
  public static let cacheDir = Setting.text(
    "cacheDir", "DIR", "What runs share on this machine. (default: agent-pipeline in the XDG cache folder)"
  ).notInManifest().on("build", "cache")
  public static let insecureRegistries = Setting.list(
    "insecureRegistries", "HOST[:PORT]", "Registries that are spoken to over plain HTTP; loopback always is."
  ).notInManifest().on("build", "push", "doctor", "pull", "promote", "attach", "registry")
  public static let registryMirrors = Setting.map(
    "registryMirrors", "Where to pull from first: `docker.io=mirror.example.com/hub`; all is verified by digest."
  ).notInManifest().on("build", "pull")
}

/// Of the build stage.
extension Settings {
  public static let buildEngine = Setting.choice(
    "build.engine", ["auto", "oci", "docker"], default: "auto", "What builds the image; `oci` needs no daemon.")
  public static let buildBaseImage = Setting.text(
    "build.baseImage", "REFERENCE", "The base image: a reference, oci-layout:DIR[:TAG], or scratch."
  ).on("doctor")
  public static let buildEntrypoint = Setting.list("build.entrypoint", "ARGUMENT,…", "What the container runs.").on(
    "validate", "test")
  public static let buildPlatforms = Setting.list("build.platforms", "OS/ARCH,…", "The platforms to build for.")
  public static let buildDockerfile = Setting.text(
    "build.dockerfile", "FILE", "Build this Dockerfile instead of a generated one; an engine builds it."
  ).on("validate")
  public static let buildArgs = Setting.map("build.args", "Build arguments for the engine: `ARG` of the Dockerfile.")
  public static let buildTarget = Setting.text(
    "build.target", "STAGE", "The stage of the agent's own Dockerfile to build. (default: the last)")
  public static let buildCacheFrom = Setting.list(
    "build.cacheFrom", "REFERENCE,…", "Images whose layers the engine may take instead of running steps again.")
  public static let buildNoCache = Setting.switch("build.noCache", "Build everything anew, without any cache.")
  public static let buildNetwork = Setting.text(
    "build.network", "NAME", "What steps are connected to: host, none, or a network of the engine.")
  public static let buildIgnore = Setting.list(
    "build.ignore", "PATTERN,…", "Files to leave out of the image, on top of .dockerignore and in its syntax."
  ).on("validate")
  public static let buildUser = Setting.text(
    "build.user", "UID[:GID]", default: "65532:65532", "Who the container runs as, in numbers.")
  public static let buildLabels = Setting.map("build.labels", "Labels of the image, on top of those it gets anyway.")
  public static let buildCompression = Setting.choice(
    "build.compression", ["gzip", "zstd"], default: "gzip",
    "How layers are compressed; zstd is smaller and faster, and older engines cannot read it.")
  public static let buildMediaTypes = Setting.choice(
    "build.mediaTypes", ["oci", "docker"], default: "oci",
    "The names of the image's parts; docker is for registries and engines that know no OCI types.")
  public static let buildInstaller = Setting.choice(
    "build.installer", ["auto", "pip", "uv"], default: "auto",
    "What installs Python packages; auto: uv where it is on PATH and pip has no index in a file of its own.")
  public static let buildAllowSecrets = Setting.list(
    "build.allowSecrets", "FILE,…", "Files that look like secrets and go into the image all the same."
  ).on("validate")
  public static let buildOutputImage = Setting.list(
    "build.outputImage", "FORMAT:PLACE,…",
    "Where the image goes too: docker-archive:FILE, oci-archive:FILE, docker-daemon:[REFERENCE]."
  ).alias("output-image")
  public static let buildCheckReproducible = Setting.switch(
    "build.checkReproducible", "Build twice, the second time without the cache, and name the first difference."
  ).notInManifest().alias("check-reproducible")
}

/// Of the test stage.
extension Settings {
  public static let testEngine = Setting.choice(
    "test.engine", ["auto", "runc", "bwrap", "docker", "none"], default: "auto",
    "What runs the image; `none` skips the stage.")
  public static let testEnvironment = Setting.map("test.environment", "Environment of the tested container.")
}

/// Of the tag stage.
extension Settings {
  public static let tagPrefix = Setting.text(
    "tag.prefix", "TEXT", "What stands before the version in a git tag. (default: v, or NAME/v beside other agents)")
  public static let tagPaths = Setting.list(
    "tag.paths", "PATH,…", "Only commits that touch these paths count. (default: the agent's folder)")
  public static let tagRules = Setting.map(
    "tag.rules", "Which bump a commit type asks for: `feat=minor,fix=patch,docs=none`.")
  public static let tagMajorOnZero = Setting.switch(
    "tag.majorOnZero", "Let a breaking change below 1.0.0 raise the major instead of the minor.")
  public static let tagInitialVersion = Setting.text(
    "tag.initialVersion", "VERSION", "The first release where there is no tag yet. (default: metadata.version)")
  public static let tagBump = Setting.choice(
    "tag.bump", ["auto", "major", "minor", "patch", "none"], default: "auto",
    "Raise the version by this step, whatever the commits say."
  ).notInManifest().alias("bump")
  public static let tagVersion = Setting.text(
    "tag.version", "VERSION", "Make this version, whatever the commits say."
  ).notInManifest()
  public static let tagSquashBodies = Setting.switch(
    "tag.squashBodies", "Read `* feat: …` in the body of a squashed merge as a commit of its own.")
  public static let tagCompat = Setting.choice(
    "tag.compat", ["none", "git-cliff", "semantic-release", "python-semantic-release"], default: "none",
    "Raise versions as another tool does by default."
  ).alias("compat")
  public static let tagFetchHistory = Setting.switch(
    "tag.fetchHistory", "Let `git fetch` complete a clone that lacks history or tags."
  ).alias("fetch-history")
  public static let tagFloating = Setting.list(
    "tag.floating", "major,major.minor", default: "major,major.minor", "Which shorter image tags follow a release.")
  public static let tagLatest = Setting.choice(
    "tag.latest", ["auto", "always", "never"], default: "auto",
    "Whether a release moves `latest`; auto: only the highest stable version does.")
  public static let tagNotes = Setting.text("tag.notes", "FILE", "Write the release notes of a release to this file.")
  public static let tagChangelog = Setting.text(
    "tag.changelog", "FILE", "Add the release notes of a release to this file, once."
  ).alias("changelog")
  public static let tagGitCreate = Setting.switch("tag.git.create", "Create the git tag of a release.")
  public static let tagGitPush = Setting.switch(
    "tag.git.push", "Create the git tag of a release and push it."
  ).alias("to-git")
  public static let tagGitRemote = Setting.text(
    "tag.git.remote", "REMOTE", default: "origin", "Where the git tag is pushed.")
}

/// Of the push stage.
extension Settings {
  public static let pushTo = Setting.list(
    "push.to", "REPOSITORY,…", "The repositories to push to: `registry.example.com/team/agent`."
  ).on("build", "doctor")
  public static let pushPreflight = Setting.switch(
    "push.preflight", default: true, "Whether to check before the build that the credential may push."
  ).only()
  public static let pushVerify = Setting.switch(
    "push.verify", "Ask for every layer though the registry has the image, and bring back those it has lost.")
  public static let pushTimeout = Setting.duration("push.timeout", "Give the push up after this time, waits included.")
  public static let pushChunkSize = Setting.count(
    "push.chunkSize", "MIB", "Upload layers in pieces of this size. (default: whole, in pieces after a failure)")
  public static let pushAttachReports = Setting.switch(
    "push.attachReports", "Attach report.json and junit.xml to the pushed image, as OCI referrers.")
}
