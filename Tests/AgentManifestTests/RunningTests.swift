import AgentManifest
import Testing
import TextFormats

@Suite("Environment, ports, volumes, resources") struct RunningTests {
  @Test(arguments: [
    ("{name: A-B, value: x}", ["1:29 environment-name `A-B` is not a valid environment variable name"]),
    ("{name: 1A, value: x}", ["1:29 environment-name `1A` is not a valid environment variable name"]),
    ("{name: A}", ["1:29 environment-source `A` has neither `value` nor `from`"]),
    ("{name: A, value: x, from: env}", ["1:42 environment-source `A` has both `value` and `from`"]),
    (
      "{name: A, from: configmap, configMapKey: x}",
      ["1:38 environment-source `A` comes from a config map but lacks `configMapName`"]
    ),
    ("{name: A, from: env, secretName: x}", ["1:43 environment-source `secretName` has no effect with `from: env`"]),
    ("{name: A, value: x, defaultValue: y}", ["1:42 environment-source `defaultValue` has no effect with `value`"]),
    ("{name: A, value: x}, {name: A, value: y}", ["1:50 duplicate-environment `A` is set twice"]),
    ("{name: A, from: secret}, {name: B, from: env, defaultValue: x}, {name: C, value: \"\"}", []),
  ])
  func environment(items: String, expected: [String]) {
    #expect(findings("spec: {environment: [\(items)]}") == expected)
  }

  @Test(arguments: [
    ("{container: 80}, {container: 80}", ["1:45 duplicate-port the container port 80 is declared twice"]),
    ("{container: 80}, {container: 80, protocol: udp}", []),
    (
      "{container: 80, host: 1}, {container: 81, host: 1}",
      ["1:64 duplicate-port the host port 1 is declared twice"]
    ),
  ])
  func ports(items: String, expected: [String]) {
    #expect(findings("spec: {ports: [\(items)]}") == expected)
  }

  @Test(arguments: [
    ("{target: data, type: tmpfs}", ["1:27 volume-target the target `data` is not an absolute path"]),
    (
      "{target: /a, source: b}, {target: /a/, source: c}",
      ["1:52 volume-target two volumes are mounted at `/a/`"]
    ),
    ("{target: /a}", ["1:27 volume-source a volume without `type` is a `bind`, and needs a `source`"]),
    ("{target: /a, type: bind}", ["1:37 volume-source a `bind` volume needs a `source`"]),
    ("{target: /a, type: configmap}", ["1:37 volume-source a `configmap` volume needs a `source`"]),
    (
      "{target: /a, type: volume}",
      ["1:37 volume-source a `volume` without `source` has no name, and is lost with its container"]
    ),
    (
      "{target: /a, type: volume, source: ./b}",
      ["1:53 volume-source the source of a `volume` volume is a name, not the path `./b`"]
    ),
    (
      "{target: /a, type: tmpfs, source: b, size: 1Gi}",
      ["1:44 volume-source `source` has no effect with `type: tmpfs`"]
    ),
    (
      "{target: /a, source: b, size: 1Gi}", ["1:42 volume-source `size` has no effect with `type: bind`"]
    ),
    ("{target: /a, type: tmpfs, size: 64MB}", ["1:50 invalid-quantity `64MB` is not a valid quantity"]),
    ("{target: /a, type: tmpfs, size: 64m}", ["1:50 invalid-quantity `64m` is 0.064 bytes"]),
    ("{target: /a, type: nfs}", ["1:37 unknown-value unknown value `nfs` for `spec.volumes[0].type`"]),
    ("{target: /a, type: tmpfs, size: lots}", ["1:50 invalid-quantity `lots` is not a valid quantity"]),
  ])
  func volumes(items: String, expected: [String]) {
    #expect(findings("spec: {volumes: [\(items)]}") == expected)
  }

  @Test(arguments: [
    ("{type: http, path: /h, port: 80}", []),
    ("{command: [a], interval: 30s}", []),
    ("{path: /h}", []),
    ("{type: exec}", ["1:54 unknown-value unknown value `exec` for `spec.healthCheck.type`"]),
    ("{type: command}", ["1:34 health-check the health check has no `command`"]),
    ("{command: []}", ["1:57 health-check the command is empty"]),
    ("{retries: 3}", ["1:34 health-check the health check has no `type`, and no other field implies one"]),
    ("{type: http, path: h}", ["1:66 health-check the path `h` does not begin with `/`"]),
    ("{type: tcp, port: 80, path: /h}", ["1:69 health-check `path` has no effect with `type: tcp`"]),
    ("{type: tcp, port: 81}", ["1:65 undeclared-port the port 81 is not declared in `spec.ports`"]),
    ("{command: [a], interval: 30}", ["1:72 invalid-duration `30` is not a valid duration"]),
    (
      "{command: [a], interval: 0s}",
      [
        "1:72 invalid-duration `spec.healthCheck.interval` must be longer than zero"
      ]
    ),
    (
      "{command: [a], interval: 5s}",
      ["1:72 health-check-timing the timeout of 10s (the default) is not shorter than the interval of 5s"]
    ),
    (
      "{command: [a], timeout: 1m}",
      ["1:71 health-check-timing the timeout of 1m is not shorter than the interval of 30s (the default)"]
    ),
    ("{command: [a], retries: 0}", ["1:71 out-of-range `spec.healthCheck.retries` must be from 1 to 1000, not 0"]),
  ])
  func `health checks`(check: String, expected: [String]) {
    #expect(findings("spec: {ports: [{container: 80}], healthCheck: \(check)}") == expected)
  }

  @Test func `a health check has two spellings, but only one at a time`() {
    #expect(findings("spec: {healthcheck: {type: command}}") == ["1:8 health-check the health check has no `command`"])
    #expect(
      findings("spec: {healthcheck: {command: [a]}, healthCheck: {command: [a]}}") == [
        "1:37 spelled-twice `spec.healthCheck` means the same as the field at line 1"
      ])
  }

  @Test(arguments: [
    ("{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m, memory: 1024Mi}}", []),
    ("{limits: {cpu: 0.50, memory: 1.5e9, ephemeral-storage: 1E}}", []),
    ("{limits: {memory: 512MB}}", ["1:37 invalid-quantity `512MB` is not a valid quantity"]),
    ("{limits: {memory: -1}}", ["1:37 invalid-quantity `-1` is not a valid quantity"]),
    ("{limits: {memory: 512m}}", ["1:37 invalid-quantity `512m` is 0.512 bytes"]),
    (
      "{limits: {cpu: 1}, requests: {cpu: 1001m}}",
      ["1:54 resource-limits the request of `1001m` exceeds the limit of `1`"]
    ),
  ])
  func resources(resources: String, expected: [String]) {
    #expect(findings("spec: {resources: \(resources)}") == expected)
  }

  @Test func scaling() {
    #expect(
      findings("spec: {scaling: {minReplicas: 3, maxReplicas: 2}}") == [
        "1:31 scaling-bounds `minReplicas` of 3 exceeds `maxReplicas` of 2"
      ])
    #expect(findings("spec: {scaling: {minReplicas: 2, maxReplicas: 2}}") == [])
    #expect(
      findings("spec: {replicas: 1, scaling: {minReplicas: 3, maxReplicas: 2, replicas: 4}}") == [
        "1:18 scaling-bounds `replicas` of 1 is below `minReplicas` of 3",
        "1:44 scaling-bounds `minReplicas` of 3 exceeds `maxReplicas` of 2",
        "1:73 scaling-bounds `replicas` of 4 exceeds `maxReplicas` of 2",
      ])
  }

  @Test(arguments: [
    ("30s", Duration.seconds(30) as Duration?), ("1m30s", .seconds(90)), ("500ms", .milliseconds(500)),
    ("1.5h", .seconds(5400)), ("0s", .zero), ("", nil), ("30", nil), ("s", nil), ("-1s", nil), ("1d", nil), (".s", nil),
    ("1..5s", nil), ("1 s", nil), ("99999999999999999999h", nil),
  ])
  func `durations are numbers with units`(text: String, expected: Duration?) {
    #expect(DurationText.parse(text) == expected)
  }
}
