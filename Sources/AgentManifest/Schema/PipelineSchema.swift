public import Settings

/// The fields below `spec.pipeline`: settings, and what has more structure than a setting.
public enum PipelineSchema {
  public static let fields = fields(of: AllSettings.all)

  /// - Parameter settings: the known settings.
  public static func fields(of settings: [any AnySetting]) -> [Field] {
    let definitions = settings.map(\.definition).filter(\.isInManifest)
    return fields(definitions.map { ($0.name.split(separator: ".")[...], $0) }, below: "")
  }

  private static func fields(
    _ settings: [(path: ArraySlice<Substring>, definition: SettingDefinition)], below parent: String
  ) -> [Field] {
    var fields: [Field] = []
    var rest = settings[...]
    while let (path, definition) = rest.first, let name = path.first.map(String.init) {
      let group = rest.filter { $0.path.first == path.first }
      rest = rest.filter { $0.path.first != path.first }[...]
      if path.count == 1 {
        fields.append(.setting(name, definition))
      } else {
        let place = parent.isEmpty ? name : "\(parent).\(name)"
        let inner = self.fields(group.map { ($0.path.dropFirst(), $0.definition) }, below: place)
        fields.append(Field(name, .object(inner + (structures[place] ?? [])), help[place] ?? "Settings of \(name)"))
      }
    }
    return fields
  }

  /// What the objects are for.
  private static let help = [
    "build": "How the image is built", "test": "How the image is tested",
    "tag": "How the version and the image tags are determined", "tag.git": "The git tag of a release",
    "push": "Where the image is pushed",
  ]

  /// Structures that only agent.yaml can contain.
  private static let structures = [
    "test": [
      Field(
        "ready", .either(.choice(["started", "mcp"]), .object(ready)),
        "When the started agent counts as ready; `started`: its process runs, and is alive after 10 seconds, also without a port; `mcp`: when it answers `initialize` of the Model Context Protocol on its standard streams"
      ),
      Field("commands", .list(.object(command)), "Commands to run in the image"),
      Field("http", .list(.object(http)), "Requests to the running agent"),
      Field("files", .list(.object(file)), "Files that must be, or must not be, in the image"),
      Field(
        "model", .object([Field("replay", .text, "Directory of recordings that answer the agent's model calls")]),
        "The source of responses to the agent's model calls"),
    ],
    "tag": [
      Field(
        "branches",
        .map(
          .either(
            .choice(["release"]),
            .object([.required("prerelease", .text, "The prerelease's identifier", example: "rc")]))),
        "Which branches release; `*` in a pattern matches any text")
    ],
  ]

  private static let ready: [Field] = [
    Field(
      "http", .text, "Path that must return a status from 200 to 399; without it, the port must accept a connection"),
    Field("log", .text, "Text that a line of the agent's log must contain, instead of an answer on a port"),
    Field("mcp", .boolean, "Whether the agent must answer MCP's `initialize` on its standard streams instead"),
    Field("port", .port, "Default: the health check's, else the first of `spec.ports`"),
    Field("timeout", .positiveDuration, "How long to wait"),
  ]

  private static let command: [Field] = [
    .required("name", .text, "The check's name in reports", example: "unit tests"),
    .required("run", .list(.text), "Program and arguments", example: "[\"python\", \"-m\", \"pytest\"]"),
    Field("junit", .text, "Path in the container of the JUnit report that the command writes"),
    Field("exitCode", .integer(0...255), "The expected exit status; default 0"),
    Field("timeout", .positiveDuration, "Maximum run time of the command"),
  ]

  private static let http: [Field] = [
    .required("name", .text, "The check's name in reports", example: "answers"),
    Field("request", .object(request), "The request to send"),
    Field("expect", .object(expectation), "The expected response"),
  ]

  private static let request: [Field] = [
    Field("method", .choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]), "Default: `GET`"),
    Field("path", .text, "Default: `/`"),
    Field("headers", .map(.text), "Header fields"),
    Field("text", .text, "Body as plain text"),
    Field("json", .anything, "Body as JSON, with its content type"),
    Field("port", .port, "Default: the port of `test.ready`"),
  ]

  private static let expectation: [Field] = [
    Field("status", .integer(100...599), "Default: 200"),
    Field("headers", .map(.text), "Header fields and their values"),
    Field("contains", .list(.text), "Strings that the body must contain"),
    Field("json", .map(.anything), "JSON pointers and the expected values"),
    Field("maxLatency", .positiveDuration, "Maximum response time"),
  ]

  private static let file: [Field] = [
    .required("path", .text, "Absolute path in the image", example: "/app/main.py"),
    Field("exists", .boolean, "Default: true"),
    Field("mode", .text, "Permission bits in octal, such as `\"0644\"`"),
    Field("contains", .list(.text), "Strings that the file must contain"),
  ]
}
