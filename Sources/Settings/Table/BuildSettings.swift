/// Settings of the build stage.
extension Settings {
  public static let buildEngine = Setting.choice(
    "build.engine", default: BuildEngine.auto, "What builds the image; `oci` needs no Docker Engine.")
  public static let buildBaseImage = Setting.text(
    "build.baseImage", "REFERENCE", "The base image: a reference, oci-layout:DIR[:TAG], or scratch."
  ).otherwise("an image for the runtime").on("doctor").checked(BuildChecks.baseImage).filesInside()
  public static let buildEntrypoint = Setting.list(
    "build.entrypoint", "ARGUMENT,…", "The program that the container runs, and its arguments."
  ).otherwise("the usual main program of the runtime").on("validate", "test").checked(BuildChecks.entrypoint)
  public static let buildPlatforms = Setting.list("build.platforms", "OS/ARCH,…", "The platforms to build for.")
    .otherwise("the platform of this machine").checked(PlatformCheck.problems)
  public static let buildDockerfile = Setting.text(
    "build.dockerfile", "FILE", "Build this Dockerfile instead of a generated one; needs a Docker Engine."
  ).on("validate").filesInside()
  public static let buildArgs = Setting.map("build.args", "Build arguments: values for `ARG` in the Dockerfile.")
  public static let buildTarget = Setting.text(
    "build.target", "STAGE", "The stage of the agent's own Dockerfile to build."
  ).otherwise("the last stage")
  public static let buildCacheFrom = Setting.list(
    "build.cacheFrom", "REFERENCE,…", "Images whose layers the builder may reuse.")
  public static let buildNoCache = Setting.switch("build.noCache", "Rebuild everything, without any cache.")
  public static let buildNetwork = Setting.text(
    "build.network", "NAME", "The network for build steps: host, none, or a network of the Docker Engine."
  ).inManifest(only: "none", because: "build steps could reach the services of the machine and its network")
    .otherwise("package indexes only, or the Docker Engine's default")
  public static let buildIsolation = Setting.choice(
    "build.isolation", default: BuildIsolation.auto,
    "Whether a build fails if no sandbox for its tools works on this machine."
  ).notInManifest("a repository must not weaken what holds its own build").on("doctor")
  public static let buildAllowHosts = Setting.list(
    "build.allowHosts", "HOST[:PORT],…", "Servers that build tools may reach besides the package indexes."
  ).notInManifest("a repository must not choose where its build connects to").checked(BuildChecks.servers)
  public static let buildAllowPaths = Setting.list(
    "build.allowPaths", "PATH,…", "Files and directories of this machine that build tools may read."
  ).notInManifest("paths outside the agent depend on the machine")
  public static let buildEnvironment = Setting.list(
    "build.environment", "NAME,…",
    "Variables that build tools may see; those that agent.yaml names only in builds of the repository itself.")
  public static let buildIgnore = Setting.list(
    "build.ignore", "PATTERN,…", "Files to leave out of the image, in addition to .dockerignore and in its syntax."
  ).on("validate")
  public static let buildContext = Setting.text(
    "build.context", "DIR",
    "The root of the workspace whose files the build tools and `build.run` need, such as `../..`."
  ).otherwise("the root that the lock file tells").on("validate").filesInside()
  public static let buildRun = Setting.list(
    "build.run", "COMMAND,…",
    "Shell commands to run in a copy of the project before the layers are made; what they make can go into the image."
  ).on("validate").checked(BuildChecks.commands)
  public static let buildInclude = Setting.list(
    "build.include", "PATTERN,…",
    "Files to put into the image besides what the runtime puts there, also ignored ones; in the syntax of .dockerignore."
  ).on("validate").checked(BuildChecks.included)
  public static let buildUser = Setting.text(
    "build.user", "UID[:GID]", default: "65532:65532", "The user that the container runs as."
  ).checked(BuildChecks.user)
  public static let buildLabels = Setting.map("build.labels", "Additional labels for the image.")
  public static let buildCompression = Setting.choice(
    "build.compression", default: Compression.gzip,
    "How layers are compressed; zstd is smaller and faster, but older container engines cannot read it.")
  public static let buildMediaTypes = Setting.choice(
    "build.mediaTypes", default: MediaTypes.oci,
    "The media types of the image; docker is for registries and engines without OCI support.")
  public static let buildInstaller = Setting.choice(
    "build.installer", default: Installer.auto,
    "What installs Python packages; auto uses uv if it is on PATH and pip has no configuration file with an index.")
  public static let buildPythonExtras = Setting.list(
    "build.python.extras", "NAME,…", "Extras of the Python project to install.")
  public static let buildPythonGroups = Setting.list(
    "build.python.groups", "NAME,…",
    "Dependency groups of the Python project to install, besides its main dependencies.")
  public static let buildPackage = Setting.text(
    "build.package", "NAME",
    "The program to compile where a project has several: a directory of a Go module, such as `./cmd/agent`, the name of a Rust program, or a module of a Maven or Gradle build."
  ).otherwise("the one that is named as the agent, or the only one").checked(BuildChecks.package)
  public static let buildFlags = Setting.list(
    "build.flags", "FLAG,…", "Flags for `go build`, of those that run no other program."
  ).checked(BuildChecks.goFlags)
  public static let buildTags = Setting.list("build.tags", "TAG,…", "Build tags of a Go program.")
    .checked(BuildChecks.goTags)
  public static let buildLDFlags = Setting.list(
    "build.ldflags", "FLAG,…",
    "Flags for Go's linker, such as `-X main.version={version}`; `{version}` and `{commit}` stand for the agent's."
  ).checked(BuildChecks.linkerFlags)
  public static let buildMainClass = Setting.text(
    "build.mainClass", "CLASS", "The class that starts a Java agent, such as `com.example.Main`."
  ).otherwise("the one that the project names, or the only one with a `main`").checked(BuildChecks.mainClass)
  public static let buildAllowSecrets = Setting.list(
    "build.allowSecrets", "FILE,…", "Files that may go into the image even though they look like secrets."
  ).on("validate").notInManifest("a file with a secret of the CI job could get into the image")
  public static let buildOutputImage = Setting.list(
    "build.outputImage", "FORMAT:PLACE,…",
    "Additional destinations for the image: docker-archive:FILE, oci-archive:FILE, docker-daemon:[REFERENCE]."
  ).alias("output-image").notInManifest("it writes files and engine images outside the work directory")
  public static let buildCheckReproducible = Setting.switch(
    "build.checkReproducible", "Build twice, the second time without the cache, and report the first difference."
  ).alias("check-reproducible")
}
