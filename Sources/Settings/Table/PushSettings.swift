/// Settings of the push stage.
extension Settings {
  public static let pushTo = Setting.list(
    "push.to", "REPOSITORY,…",
    "The repositories to push to: `registry.example.com/team/agent`; `{name}` and `{path}` stand for each agent's own."
  ).on("build", "doctor").checked(RepositoryCheck.problems)
  public static let pushAllowUntested = Setting.switch(
    "push.allowUntested", "Push an image that has not been tested; one that failed its tests is never pushed."
  ).alias("allow-untested").notInManifest("an agent must not skip the tests that its push depends on")
  public static let pushOverwrite = Setting.switch(
    "push.overwrite", "Push a version again although the registry has another image under its tag."
  ).notInManifest("it replaces what others may have verified").on("promote")
  public static let pushPreflight = Setting.switch(
    "push.preflight", default: true, "Check before the build that the credential may push."
  ).only()
  public static let pushVerify = Setting.switch(
    "push.verify", "Check every layer even if the registry has the image, and upload missing ones.")
  public static let pushTimeout = Setting.duration("push.timeout", "Abort the push after this time, retries included.")
  public static let pushChunkSize = Setting.integer(
    "push.chunkSize", "MIB", 1...65_536, "Upload layers in chunks of this many MiB."
  ).otherwise("whole layers, in chunks after a failure")
  public static let pushAttachReports = Setting.switch(
    "push.attachReports", "Attach report.json and junit.xml to the pushed image, as OCI referrers.")
}
