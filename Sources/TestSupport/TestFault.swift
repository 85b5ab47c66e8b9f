import Synchronization

/// One fault of a test registry: which requests it affects, how often, and how.
public struct TestFault: Sendable {
  public enum Action: Sendable {
    /// Answers this instead.
    case respond(TestResponse)
    /// Resets the connection after that many bytes of the request's body.
    case resetUpload(afterBytes: Int)
    /// Answers as usual, but breaks off.
    case end(TestResponse.Ending)
    /// Answers as usual, but with the body's first byte changed.
    case corruptBody
    /// Answers as usual, but with this header instead.
    case header(String, String)
    /// Forgets all upload sessions before it answers.
    case loseUploads
    /// Executes the request, but answers 502 like a proxy.
    case loseAnswer
  }

  public var method: String
  /// What the path contains.
  public var path: String
  public var times: Int
  public var action: Action

  public init(_ method: String, _ path: String, times: Int = 1, _ action: Action) {
    self.method = method
    self.path = path
    self.times = times
    self.action = action
  }

  /// An error answer in the registry's own format (distribution-spec, "Error Codes").
  public static func error(_ status: Int, _ code: String, _ message: String = "injected") -> Action {
    .respond(.registryError(status, code, message))
  }
}

extension TestResponse {
  static func registryError(_ status: Int, _ code: String, _ message: String) -> TestResponse {
    TestResponse(
      status, [("Content-Type", "application/json")],
      body: Array(#"{"errors":[{"code":"\#(code)","message":"\#(message)"}]}"#.utf8))
  }
}

extension TestRegistry {
  /// Takes the first waiting fault that matches the request and the filter.
  private func takeFault(_ request: TestRequest, where filter: (TestFault.Action) -> Bool) -> TestFault.Action? {
    state.withLock { state in
      let index = state.faults.firstIndex { fault in
        fault.times > 0 && fault.method == request.method && request.path.contains(fault.path) && filter(fault.action)
      }
      guard let index else { return nil }
      state.faults[index].times -= 1
      return state.faults[index].action
    }
  }

  func bodyFault(_ request: TestRequest) -> Int? {
    let fault = takeFault(request) { if case .resetUpload = $0 { true } else { false } }
    guard case .resetUpload(let count) = fault else { return nil }
    return count
  }

  /// What this registry adds to every answer.
  private func decorate(_ response: TestResponse, for request: TestRequest) -> TestResponse {
    let behaviour = state.withLock { $0.behaviour }
    var response = response
    if let warning = behaviour.warning { response.headers.append(("Warning", #"299 - "\#(warning)""#)) }
    if behaviour.echoesAuthorization, response.status >= 400, let authorization = request.header("Authorization") {
      response = .registryError(response.status, "ECHO", "you sent \(authorization) for \(request.path)")
    }
    if behaviour.closesConnections { response.headers.append(("Connection", "close")) }
    return response
  }

  func respond(to request: TestRequest) -> TestResponse {
    let fault = takeFault(request) { if case .resetUpload = $0 { false } else { true } }
    if case .respond(let response) = fault { return decorate(response, for: request) }
    if case .loseUploads = fault { state.withLock { $0.uploads = [:] } }
    var response = route(request)
    switch fault {
    case .end(let ending): response.ending = ending
    case .corruptBody: if !response.body.isEmpty { response.body[0] ^= 1 }
    case .header(let name, let value):
      response.headers.removeAll { $0.name == name }
      response.headers.append((name, value))
    case .loseAnswer: response = .registryError(502, "UNKNOWN", "bad gateway")
    case .respond, .resetUpload, .loseUploads, nil: break
    }
    return decorate(response, for: request)
  }
}
