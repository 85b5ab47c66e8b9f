import FileIO
import SystemPackage
import Testing

/// The smallest agent that can be built and tested: a web server of Python's standard library.
struct TinyAgent {
  static let root = FilePath(#filePath).appending("../../../..").lexicallyNormalized()
  /// Made by Scripts/python-base.sh of Debian packages, because no registry has to be there.
  static let pythonBase = root.appending(".tools/python-base")

  /// Outside of every repository, so that only a flag or a variable may name it.
  static let pythonImage = "oci-layout:\(pythonBase):3.11"

  var name = "tiny"
  var runtime = "python:3.11"
  var base = TinyAgent.pythonImage
  var dependencies: [String] = []
  var readyTimeout = "60s"
  /// `spec.resources.limits`.
  var limits = "{}"
  /// More lines below `spec.pipeline.test`.
  var tests: [String] = []
  /// More lines below `spec.pipeline`.
  var pipeline: [String] = []
  var program = TinyAgent.server
  /// More lines below `spec`.
  var spec: [String] = []
  /// Whether it listens on a port.
  var listens = true
  /// `test.ready`
  var ready: String?

  /// An agent that is not run, on nothing: built in milliseconds.
  static var unbased: TinyAgent {
    var agent = TinyAgent()
    agent.base = "scratch"
    return agent
  }

  /// The first dependency stands in line 9, column 7.
  var manifest: String {
    let dependencies = self.dependencies.map { "    - \($0)\n" }.joined()
    return """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata: {name: \(name)}
      spec:
        runtime: \(runtime)
        model: {provider: openai, name: gpt-4o-mini}
        capabilities: [chat]
        dependencies:\(dependencies.isEmpty ? " []" : "\n" + dependencies.dropLast())
      \(listens ? "  ports: [{container: 8080}]" : "")
      \(listens ? "  healthCheck: {type: http, path: /health, port: 8080}" : "")
      \(spec.map { "  \($0)\n" }.joined())
        resources: {limits: \(limits)}
        pipeline:
          build: {\(base == Self.pythonImage ? "" : "baseImage: \"\(base)\"")\(base == "scratch" ? ", entrypoint: [/app/main.py]" : "")}
      \(pipeline.map { "    \($0)\n" }.joined())    test:
            ready: \(ready ?? "{http: /health, port: 8080, timeout: \(readyTimeout)}")
      \(tests.map { "      \($0)\n" }.joined())
      """
  }

  /// Its log names every request.
  static let server = """
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Agent(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"answer": "hello"}')

    HTTPServer(("0.0.0.0", 8080), Agent).serve_forever()
    """

  /// Starts, says so, and never answers.
  static let sleeper = """
    import time
    print("asleep", flush=True)
    time.sleep(600)
    """
}

extension Trait where Self == ConditionTrait {
  /// Skips where Scripts/python-base.sh has not run: its base image needs Debian's package mirrors.
  static var onPythonBase: Self {
    .enabled(
      if: (try? FileStatus.of(TinyAgent.pythonBase.appending("index.json"))) != nil,
      "Scripts/python-base.sh .tools/python-base has not been run")
  }
}
