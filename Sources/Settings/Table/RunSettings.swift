/// Settings of the run.
extension Settings {
  public static let path = Setting.list("path", "PATH", "Agent directories or manifest files.")
    .otherwise("the current directory").argument().notInManifest("it names the agent.yaml to read")
  public static let from = Setting.text("from", "STAGE", "The first stage to run.").notInManifest(whichStages)
  public static let until = Setting.text("until", "STAGE", "The last stage to run.").notInManifest(whichStages)
  public static let only = Setting.list("only", "STAGE", "The only stages to run.").notInManifest(whichStages)
  public static let skip = Setting.list("skip", "STAGE", "Stages to leave out.").notInManifest(whichStages)
  public static let dryRun = Setting.switch(
    "dryRun", "Run everything except writes to registries and git remotes; no credentials are needed."
  ).notInManifest("each run decides whether it may publish").on("tag", "push")
  public static let strict = Setting.switch("strict", "Treat warnings as errors.").on(
    "validate", "build", "test", "tag", "push", "hook")
  public static let timeout = Setting.duration("timeout", "Stop the whole run after this time.")
    .notInManifest("it limits the whole run, which may include several agents").on(
      "validate", "build", "test", "tag", "push", "doctor", "hook", "pull", "promote", "attach", "registry", "cache")
  public static let workDir = Setting.text("workDir", "DIR", "The work directory.")
    .otherwise(".agent-pipeline next to the manifest").notInManifest(ofTheMachine).on(
      "validate", "build", "test", "tag", "push")
  public static let reportDir = Setting.text("reportDir", "DIR", "Directory for report.json and junit.xml.")
    .otherwise("the work directory").notInManifest(ofTheMachine).on("validate", "build", "test", "tag", "push")
  public static let cacheDir = Setting.text("cacheDir", "DIR", "The cache that all runs on this machine share.")
    .otherwise("agent-pipeline in the XDG cache directory").notInManifest(ofTheMachine).on("build", "cache")
  public static let insecureRegistries = Setting.list(
    "insecureRegistries", "HOST[:PORT]", "Registries to reach over plain HTTP, in addition to loopback."
  ).checked(RegistryChecks.hosts).notInManifest("a repository must not weaken the connection to a registry").on(
    "build", "push", "doctor", "pull", "promote", "attach", "registry")
  public static let registryMirrors = Setting.map(
    "registryMirrors", "Mirrors to try first: `docker.io=mirror.example.com/hub`; every layer is verified by digest."
  ).checked(RegistryChecks.mirrors).notInManifest("mirrors depend on the machine's network").on("build", "pull")

  public static let branch = Setting.text("branch", "NAME", "The branch that is built.")
    .otherwise("what the CI system or git says").checked(JobChecks.name).notInManifest(ofTheJob).on(forJobs)
  public static let commit = Setting.text(
    "commit", "ID", "The commit that the job is for; another one is not released."
  )
  .otherwise("what the CI system says").checked(JobChecks.commit).notInManifest(ofTheJob).on(forJobs)
  public static let changeRequest = Setting.text(
    "changeRequest", "NUMBER|none",
    "The change request that is built, which never releases; `none` for no change request."
  ).otherwise("what the CI system says").checked(JobChecks.name).notInManifest(ofTheJob).on(forJobs)
  public static let defaultBranch = Setting.text(
    "defaultBranch", "NAME", "The branch that releases where `tag.branches` is not set."
  ).otherwise("what the CI system says, else main or master").checked(JobChecks.name).notInManifest(ofTheJob).on(
    forJobs)
  public static let trustChangeRequests = Setting.switch(
    "trustChangeRequests", "Give change requests, also those of forks, the credentials and secrets of a branch."
  ).notInManifest("a change request must not trust itself").on(forJobs)

  private static let forJobs = ["build", "test", "tag", "push"]
  private static let ofTheJob = "it says what the job is for"
  private static let whichStages = "each run selects its stages"
  private static let ofTheMachine = "directories outside the agent depend on the machine"
}
