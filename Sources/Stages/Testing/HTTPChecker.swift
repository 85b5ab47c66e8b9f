import AgentManifest
import PipelineCore
import Sandbox

/// Sends HTTP requests from inside the agent's network and checks the answers.
struct HTTPChecker {
  static let requestTimeout = Duration.seconds(30)

  let probe: ProbeClient
  /// For checks that name no port.
  let port: Int?

  /// `nil` if the answer is what the check expects.
  func problem(with check: HTTPCheck) async -> CheckProblem? {
    guard let port = check.request.port ?? port else {
      return CheckProblem("no port to send the request to: declare one in `spec.ports` or in the request")
    }
    var headers = check.request.headers.map { ProbeHeader($0.name, $0.value) }
    var body: [UInt8]?
    switch check.request.body {
    case .none: break
    case .text(let text): body = Array(text.utf8)
    case .json(let text):
      body = Array(text.utf8)
      if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
        headers.append(ProbeHeader("Content-Type", "application/json"))
      }
    }
    let timeout = max(Self.requestTimeout, (check.expect.maxLatency ?? .zero) * 2)
    let response = await probe.perform(
      .http(
        ProbeRequest.HTTP(
          method: check.request.method, url: Self.url(port, check.request.path), headers: headers, body: body,
          timeoutSeconds: timeout.inSeconds)))
    guard response.status != nil else {
      return CheckProblem("\(check.request.method) \(check.request.path): \(response.failure ?? "no response")")
    }
    let differences = response.differences(from: check.expect)
    guard !differences.isEmpty else { return nil }
    return CheckProblem(
      "\(check.request.method) \(check.request.path): \(differences.joined(separator: "; "))",
      output: String(decoding: response.body.prefix(TestBench.outputLimit), as: UTF8.self))
  }

  /// `nil` if a GET is answered with a status below 400, the rule of Docker Engines; else why not.
  func problem(path: String, port: Int, timeout: Duration) async -> String? {
    let url = Self.url(port, path)
    let response = await probe.perform(
      .http(ProbeRequest.HTTP(url: url, timeoutSeconds: timeout.inSeconds, maximumBody: 4096)))
    guard let status = response.status else { return response.failure ?? "no response" }
    return status < 400 ? nil : "status \(status)"
  }

  /// `nil` if something accepts a connection.
  func problem(port: Int, timeout: Duration) async -> String? {
    guard let number = UInt16(exactly: port) else { return "\(port) is not a port" }
    return await probe.perform(.tcp(ProbeRequest.TCP(port: number, timeoutSeconds: timeout.inSeconds))).failure
  }

  private static func url(_ port: Int, _ path: String) -> String {
    "http://127.0.0.1:\(port)\(path.hasPrefix("/") ? path : "/\(path)")"
  }
}
