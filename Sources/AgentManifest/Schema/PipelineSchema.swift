/// The fields below `spec.pipeline`. Those made by `setting` can be overridden by flags and environment variables.
public enum PipelineSchema {
  public static let fields: [Field] = [
    Field("build", .object(build), "How the image is built"),
    Field("test", .object(test), "How the image is tested"),
    Field("tag", .object(tag), "How the version and the image tags are found"),
    Field("push", .object(push), "Where the image goes"),
  ]

  private static let build: [Field] = [
    .setting("engine", .choice(["auto", "oci", "docker"]), "What builds the image"),
    .setting("baseImage", .text, "A reference, `oci-layout:DIR[:TAG]`, or `scratch`"),
    .setting("entrypoint", .list(.text), "Program and arguments"),
    .setting("platforms", .list(.text), "Such as `linux/amd64`"),
    .setting("dockerfile", .text, "The docker engine builds this file instead of a generated one"),
    .setting("args", .map(.text), "Build arguments for the engine"),
    .setting("target", .text, "The stage of the Dockerfile to build; default: the last"),
    .setting("cacheFrom", .list(.text), "Images whose layers the engine may take instead of running steps again"),
    .setting("noCache", .boolean, "Build everything anew, without any cache"),
    .setting("network", .text, "What steps are connected to: `host`, `none`, or a network of the engine"),
    .setting("ignore", .list(.text), "Patterns of files to leave out, on top of .dockerignore"),
    .setting("user", .text, "User and group the agent runs as, such as `65532:65532`"),
    .setting("labels", .map(.text), "Labels of the image"),
    .setting("allowSecrets", .list(.text), "Files that look like secrets and go in all the same"),
    .setting("outputImage", .list(.text), "Archives to write the image to, such as `docker-archive:image.tar`"),
    .setting("compression", .choice(["gzip", "zstd"]), "How layers are compressed"),
    .setting("mediaTypes", .choice(["oci", "docker"]), "The media types of manifest, configuration and layers"),
    .setting("installer", .choice(["auto", "pip", "uv"]), "What installs Python packages"),
  ]

  private static let push: [Field] = [
    .setting("to", .list(.text), "Repositories the image is pushed to"),
    .setting("preflight", .boolean, "Check before the build that the credential may push"),
    .setting("timeout", .positiveDuration, "Give the push up after this time, waits included"),
    .setting("chunkSize", .integer(1...65_536), "Upload layers in pieces of this many MiB"),
    .setting("verify", .boolean, "Ask for every layer though the registry has the image"),
    .setting("attachReports", .boolean, "Attach report.json and junit.xml to the pushed image"),
  ]

  private static let test: [Field] = [
    .setting("engine", .choice(["auto", "docker", "runc", "bwrap", "none"]), "What runs the image"),
    .setting("environment", .map(.text), "Environment variables while testing"),
    Field("ready", .object(ready), "When the started agent counts as ready"),
    Field("commands", .list(.object(command)), "Commands run in the image"),
    Field("http", .list(.object(http)), "Requests to the running agent"),
    Field("files", .list(.object(file)), "Files that must be, or must not be, in the image"),
    Field(
      "model", .object([Field("replay", .text, "Folder of recordings that answer the agent's model calls")]),
      "What answers the agent's model calls"),
  ]

  private static let ready: [Field] = [
    Field("http", .text, "Path that answers with a status of 200 to 399; without it, the port accepting a connection"),
    Field("port", .port, "Default: the health check's, else the first of `spec.ports`"),
    Field("timeout", .positiveDuration, "How long to wait"),
  ]

  private static let command: [Field] = [
    .required("name", .text, "The check's name in reports", example: "unit tests"),
    .required("run", .list(.text), "Program and arguments", example: "[\"python\", \"-m\", \"pytest\"]"),
    Field("junit", .text, "Path in the container of a JUnit report the command writes"),
    Field("exitCode", .integer(0...255), "The expected exit status; default 0"),
    Field("timeout", .positiveDuration, "How long the command may take"),
  ]

  private static let http: [Field] = [
    .required("name", .text, "The check's name in reports", example: "answers"),
    Field("request", .object(request), "What is sent"),
    Field("expect", .object(expectation), "What the answer must be"),
  ]

  private static let request: [Field] = [
    Field("method", .choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]), "Default: `GET`"),
    Field("path", .text, "Default: `/`"),
    Field("headers", .map(.text), "Header fields"),
    Field("text", .text, "Body as it is"),
    Field("json", .anything, "Body as JSON, with its content type"),
    Field("port", .port, "Default: the port of `test.ready`"),
  ]

  private static let expectation: [Field] = [
    Field("status", .integer(100...599), "Default: 200"),
    Field("headers", .map(.text), "Header fields and their values"),
    Field("contains", .list(.text), "Texts that appear in the body"),
    Field("json", .map(.anything), "JSON pointers and the values found there"),
    Field("maxLatency", .positiveDuration, "How long the answer may take"),
  ]

  private static let file: [Field] = [
    .required("path", .text, "Absolute path in the image", example: "/app/main.py"),
    Field("exists", .boolean, "Default: true"),
    Field("mode", .text, "Permission bits in octal, such as `\"0644\"`"),
    Field("contains", .list(.text), "Texts that appear in the file"),
  ]

  private static let tag: [Field] = [
    .setting("prefix", .text, "Prefix of git tags; default `v`, or `<name>/v` beside other agents"),
    .setting("paths", .list(.text), "Only commits that touch these count; default: the agent's folder"),
    .setting("rules", .map(.choice(["major", "minor", "patch", "none"])), "What a commit type raises"),
    .setting("majorOnZero", .boolean, "Whether a breaking change below 1.0.0 raises the major"),
    .setting("initialVersion", .semanticVersion, "The first version; default `metadata.version`"),
    .setting("squashBodies", .boolean, "Whether `* feat: …` in a squashed merge's body counts as a commit"),
    .setting(
      "compat", .choice(["none", "git-cliff", "semantic-release", "python-semantic-release"]),
      "Whose defaults raise the version"),
    .setting("fetchHistory", .boolean, "Whether `git fetch` may complete a clone that lacks history or tags"),
    .setting("notes", .text, "File that the release notes are written to"),
    .setting("changelog", .text, "File that the release notes are added to, once"),
    .setting("floating", .list(.choice(["major", "major.minor"])), "Moving tags, such as `1` and `1.4`"),
    .setting("latest", .choice(["auto", "always", "never"]), "When the image is tagged `latest`"),
    Field(
      "branches",
      .map(
        .either(
          .choice(["release"]),
          .object([.required("prerelease", .text, "The prerelease's identifier", example: "rc")]))),
      "Which branches release; `*` in a pattern stands for any text"),
    Field(
      "git",
      .object([
        .setting("create", .boolean, "Whether to create the git tag"),
        .setting("push", .boolean, "Whether to push the git tag"),
        .setting("remote", .text, "Where the git tag is pushed; default `origin`"),
      ]), "The git tag of a release"),
  ]
}
