import Diagnostics
import YAMLTree

/// Makes the model of `spec.pipeline.test`.
enum TestDecoder {
  static func test(_ node: YAMLNode) -> TestSpec {
    var test = TestSpec()
    test.ready = node["ready"].flatMap(ready)
    test.commands = node["commands"]?.sequence?.compactMap(command) ?? []
    test.http = node["http"]?.sequence?.compactMap(http) ?? []
    test.files = node["files"]?.sequence?.compactMap(file) ?? []
    test.modelReplay = node["model"]?["replay"]?.locatedText
    return test
  }

  private static func ready(_ node: YAMLNode) -> ReadySpec? {
    if node.text == "started" { return ReadySpec(kind: .started) }
    if node.text == "mcp" { return ReadySpec(kind: .mcp) }
    guard node.mapping != nil else { return nil }
    let speaks = node["mcp"]?.scalar?.boolean == true ? ReadySpec.Kind.mcp : nil
    let log = speaks ?? node["log"]?.text.map(ReadySpec.Kind.log)
    return ReadySpec(
      kind: log ?? node["http"]?.text.map { .http(path: $0) } ?? .tcp, port: node["port"]?.scalar?.integer,
      timeout: node["timeout"]?.duration)
  }

  private static func command(_ node: YAMLNode) -> CommandCheck? {
    guard let name = node["name"]?.locatedText, let run = node["run"]?.texts, !run.isEmpty else { return nil }
    var check = CommandCheck(name: name, run: run)
    check.junit = node["junit"]?.text
    check.exitCode = node["exitCode"]?.scalar?.integer ?? check.exitCode
    check.timeout = node["timeout"]?.duration
    return check
  }

  private static func http(_ node: YAMLNode) -> HTTPCheck? {
    guard let name = node["name"]?.locatedText else { return nil }
    return HTTPCheck(
      name: name, request: node["request"].map(request) ?? HTTPCheck.Request(),
      expect: node["expect"].map(expectation) ?? HTTPCheck.Expectation())
  }

  private static func request(_ node: YAMLNode) -> HTTPCheck.Request {
    var request = HTTPCheck.Request()
    request.method = node["method"]?.text ?? request.method
    request.path = node["path"]?.text ?? request.path
    request.headers = node["headers"]?.namedTexts ?? []
    request.port = node["port"]?.scalar?.integer
    if let json = node["json"] {
      request.body = .json(json.jsonText)
    } else if let text = node["text"]?.text {
      request.body = .text(text)
    }
    return request
  }

  private static func expectation(_ node: YAMLNode) -> HTTPCheck.Expectation {
    var expectation = HTTPCheck.Expectation()
    expectation.status = node["status"]?.scalar?.integer ?? expectation.status
    expectation.headers = node["headers"]?.namedTexts ?? []
    expectation.contains = node["contains"]?.texts ?? []
    expectation.json = (node["json"]?.mapping ?? []).map { JSONExpectation(pointer: $0.name, value: $0.value.jsonText) }
    expectation.maxLatency = node["maxLatency"]?.duration
    return expectation
  }

  private static func file(_ node: YAMLNode) -> FileCheck? {
    guard let path = node["path"]?.locatedText else { return nil }
    var check = FileCheck(path: path)
    check.exists = node["exists"]?.scalar?.boolean ?? check.exists
    check.mode = node["mode"]?.text
    check.contains = node["contains"]?.texts ?? []
    return check
  }
}
