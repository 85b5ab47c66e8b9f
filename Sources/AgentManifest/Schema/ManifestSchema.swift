import Settings

/// The fields of agent.yaml.
public enum ManifestSchema {
  public static let root = root(settings: AllSettings.all)

  static func root(settings: [any AnySetting]) -> Shape {
    .object([
      .required("apiVersion", .text, "The version of this format", example: "agent.dev/v1")
        .matching("^agent\\.dev/v1$"),
      .required("kind", .text, "Always `Agent`", example: "Agent").matching("^Agent$"),
      .required("metadata", .object(metadata), "Identity of the agent", example: "{name: my-agent}"),
      .required(
        "spec", .object(agent + [pipeline(settings)]), "How the agent is built, run and checked",
        example: "{runtime: python}"),
    ])
  }

  static let metadata: [Field] = [
    .required("name", .text, "The agent's name, also the last part of the image's repository", example: "my-agent")
      .matching("^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*$"),
    Field("version", .semanticVersion, "Semantic version, such as `1.0.0`"),
    Field("description", .text, "One-line description of the agent"),
    Field("author", .text, "Author or maintainer of the agent"),
    Field("tags", .list(.text), "Keywords for the agent"),
    Field("labels", .map(.text), "Custom names and values"),
  ]

  static let spec = agent + [pipeline(AllSettings.all)]

  private static func pipeline(_ settings: [any AnySetting]) -> Field {
    Field("pipeline", .object(PipelineSchema.fields(of: settings)), "What agent-pipeline does with the agent")
  }

  private static let agent: [Field] = [
    .required(
      "runtime", .runtime, "Programming language with an optional version, such as `python:3.11`", example: "python"),
    Field("model", .object(model), "The language model the agent calls"),
    Field(
      "models", .list(.object(model + [Field("use", .text, "What the agent uses this model for")])),
      "Several language models, instead of `model`"),
    Field("capabilities", .list(.text), "What the agent can do"),
    Field("capability_config", .map(.anything), "Settings for the capabilities, for the agent's own use"),
    Field("dependencies", .list(.text), "Packages, in the syntax of the runtime's package manager"),
    Field("dev_dependencies", .list(.text), "Packages for tests only"),
    Field("environment", .list(.object(environmentVariable)), "Environment variables"),
    Field("ports", .list(.object(port)), "Ports the agent listens on"),
    Field("volumes", .list(.object(volume)), "Directories mounted into the running agent"),
    Field("healthCheck", aliases: ["healthcheck"], .object(healthCheck), "How the agent's health is checked"),
    Field("resources", .object(resources), "What the agent needs and may use"),
    Field("scaling", .object(scaling), "Limits for automatic scaling"),
    Field("replicas", .integer(0...10_000), "Number of replicas"),
    Field("monitoring", .map(.anything), "Monitoring settings, for the platform's own use"),
    Field("config", .map(.anything), "Settings for the agent's own use"),
    Field("build", .object(build), "Build settings of Agent-as-Code"),
  ]

  private static let model: [Field] = [
    .required(
      "provider", .text, "Provider that serves the model", example: "openai", suggestions: UnknownProvider.known),
    .required("name", .text, "Name of the model at its provider", example: "gpt-4"),
    Field("config", .map(.anything), "Parameters of the model, for the agent's own use"),
  ]

  private static let environmentVariable: [Field] = [
    .required("name", .text, "The variable's name", example: "LOG_LEVEL"),
    Field("value", .text, "The value itself"),
    Field("from", .choice(["secret", "configmap", "env"]), "Where the value comes from, instead of `value`"),
    Field("secretName", .text, "With `from: secret`: the secret; default: the variable's name"),
    Field("secretKey", .text, "With `from: secret`: the key in the secret"),
    Field("configMapName", .text, "With `from: configmap`: the config map"),
    Field("configMapKey", .text, "With `from: configmap`: the key in the config map"),
    Field("envKey", .text, "With `from: env`: the host's variable; default: the same name"),
    Field("defaultValue", .text, "Value if the source has none"),
  ]

  private static let port: [Field] = [
    .required("container", .port, "The port the agent listens on", example: "8080"),
    Field("host", .port, "The port on the host; default: the same"),
    Field("protocol", .choice(Port.TransportProtocol.allCases.map(\.rawValue)), "Default: `tcp`"),
  ]

  private static let volume: [Field] = [
    Field("source", .text, "Directory on the host, or the volume's name"),
    .required("target", .text, "Directory in the container", example: "/app/data"),
    Field("type", .choice(Volume.Kind.allCases.map(\.rawValue)), "Default: `bind`"),
    Field("readOnly", .boolean, "Default: false"),
    Field("size", .quantity, "Quantity, such as `100Mi`"),
  ]

  private static let healthCheck: [Field] = [
    Field("type", .choice(["http", "tcp", "command"]), "Default: inferred from the other fields"),
    Field("command", .list(.text), "With `type: command`: program and arguments; exit status 0 means healthy"),
    Field("path", .text, "With `type: http`: default `/health`"),
    Field("port", .port, "With `type: http` and `tcp`: default the first of `spec.ports`"),
    Field("interval", .positiveDuration, "Time between checks; default `30s`"),
    Field("timeout", .positiveDuration, "Maximum time for a check; default `10s`"),
    Field("retries", .integer(1...1000), "Consecutive failures after which the agent is unhealthy; default 3"),
    Field(
      "startPeriod", .duration(allowsZero: true),
      "Time after startup during which failures do not count; default `5s`"),
  ]

  private static let resources: [Field] = [
    Field("limits", .object(amounts), "Maximum resources of the agent, which also hold in its tests"),
    Field("requests", .object(amounts), "Resources reserved for the agent"),
  ]

  private static let amounts: [Field] = [
    Field("cpu", .quantity, "Cores, such as `500m` or `2`"),
    Field("memory", .quantity, "Bytes, such as `512Mi`"),
    Field("ephemeral-storage", .quantity, "Bytes, such as `1Gi`"),
  ]

  private static let scaling: [Field] = [
    Field("replicas", .integer(0...10_000), "Number of replicas"),
    Field("minReplicas", .integer(0...10_000), "Minimum number of replicas"),
    Field("maxReplicas", .integer(1...10_000), "Maximum number of replicas"),
    Field("targetCPUUtilizationPercentage", .integer(1...100), "Scale out above this"),
    Field("targetMemoryUtilizationPercentage", .integer(1...100), "Scale out above this"),
    Field("vertical", .map(.anything), "Limits for vertical scaling, for the platform's own use"),
  ]

  private static let build: [Field] = [
    Field("base_image", .text, "Same as `spec.pipeline.build.baseImage`"),
    Field("optimization", .anything, "Accepted, without effect"),
  ]
}
