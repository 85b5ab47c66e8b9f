/// What the manual page says that no definition does.
enum ManTexts {
  static let description = """
    agent-pipeline turns an agent.yaml into a tested, tagged and published container image. Its stages run in this order: \
    validate, build, test, tag, push. No daemon is needed.

    Text for people goes to standard error, data to standard output. `report.json` and `junit.xml` are complete even after \
    a failure, a timeout or a signal.
    """

  static let settings = """
    Each setting is a flag, a variable, and a value in agent.yaml under `spec.pipeline`: the setting `build.baseImage` is \
    the flag `--build-base-image` and the variable `AGENT_PIPELINE_BUILD_BASE_IMAGE`. Flags override variables, which \
    override agent.yaml. `agent-pipeline inspect` shows each value and its origin.

    Items of lists are separated by commas, or the flag is repeated. A switch is turned off by `--no-strict` or \
    `--strict=false`.
    """

  static let environment = """
    An empty variable counts as unset. A variable that begins with `AGENT_PIPELINE_` and is not a setting is an error. \
    `PLUGIN_` and `INPUT_` are read in place of that prefix, too.
    """

  static let exitStatuses: [Int32] = [0, 1, 2, 3, 4, 129, 130, 131, 143]

  static let variables = [
    (
      name: "AGENT_PIPELINE_FACTS_KEY", meaning: "A secret that seals the results of stages which run in separate jobs."
    ),
    (
      name: "DOCKER_USERNAME, DOCKER_PASSWORD, AGENT_REGISTRY_URL, AGENT_REGISTRY_TOKEN, GITHUB_TOKEN",
      meaning: "Credentials for registries."
    ),
    (name: "DOCKER_CONFIG", meaning: "The directory of Docker's credential file."),
    (name: "DOCKER_HOST, DOCKER_CERT_PATH", meaning: "The Docker Engine, and the certificates to reach it."),
    (name: "SOURCE_DATE_EPOCH", meaning: "The time of the image's files, instead of the commit's."),
    (
      name: "SSL_CERT_FILE, SSL_CERT_DIR, CURL_CA_BUNDLE",
      meaning: "Certificate authorities, instead of the machine's."
    ),
    (
      name: "NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR",
      meaning: "Whether output is colored. The option `--color` overrides them, and NO_COLOR overrides the others."
    ),
    (name: "TMPDIR", meaning: "The directory for temporary files."),
    (name: "XDG_CACHE_HOME", meaning: "The directory of the cache, which is `agent-pipeline` in it."),
  ]

  static let files = [
    (
      name: "agent.yaml, agent.yml, Agent.yaml, Agent.yml",
      meaning: "The manifest; the first one in a directory counts."
    ),
    (name: ".agent-pipeline/", meaning: "The work directory beside the manifest: image, results of stages, logs."),
    (name: ".agent-pipeline/report.json, .agent-pipeline/junit.xml", meaning: "The reports of the last run."),
    (name: "~/.cache/agent-pipeline/", meaning: "The cache that all runs share."),
    (name: "~/.docker/config.json", meaning: "Credentials of registries."),
  ]

  static let seeAlso = """
    `agent-pipeline explain` explains the code in brackets at the end of a message. `agent-pipeline doctor` checks what a \
    run needs on this machine.
    """
}
