import FoundationEssentials
import Synchronization

extension TestRegistry {
  /// A 401 if the request is not authorised; `nil` if it is.
  func refusal(of request: TestRequest) -> TestResponse? {
    let host = host
    return state.withLock { state in
      let authorization = request.header("Authorization")
      let challenges: [String]
      switch state.behaviour.authentication {
      case .none:
        return nil
      case .basic:
        if authorization == Self.basic(state.behaviour) { return nil }
        challenges = [#"Basic realm="test""#]
      case .bearer:
        let needed = Self.scope(of: request)
        if let authorization, authorization.hasPrefix("Bearer "),
          let granted = state.tokens[String(authorization.dropFirst(7))],
          needed.isSubset(of: granted)
        {
          return nil
        }
        let scope = needed.sorted().first.map { scope in #",scope="\#(scope)""# } ?? ""
        challenges = [#"Bearer realm="http://\#(host)/token",service="test"\#(scope)"#]
      }
      var response = TestResponse.registryError(401, "UNAUTHORIZED", "authentication required")
      response.headers += (state.behaviour.challenges ?? challenges).map { ("WWW-Authenticate", $0) }
      return response
    }
  }

  /// What a request needs, one `repository:NAME:ACTION` each.
  private static func scope(of request: TestRequest) -> Set<String> {
    let rest = request.path.dropFirst(4)
    guard let end = rest.firstRange(of: "/blobs/") ?? rest.firstRange(of: "/manifests/") else { return [] }
    let name = rest[..<end.lowerBound]
    let isRead = request.method == "GET" || request.method == "HEAD"
    // Reading the progress of a session needs the right to push.
    let isPush = !isRead || request.path.contains("/blobs/uploads/")
    return Set(
      ["repository:\(name):\(isPush ? "push" : "pull")"]
        + request.parameters("from").map { "repository:\($0):pull" })
  }

  /// The token endpoint (distribution/docs/spec/auth/token.md and oauth.md).
  func answerToken(_ request: TestRequest) -> TestResponse {
    state.withLock { state in
      let behaviour = state.behaviour
      let form = TestMessageReader.parameters(String(decoding: request.body, as: UTF8.self))
      func field(_ name: String) -> [String] {
        request.method == "POST" ? form.filter { $0.name == name }.map(\.value) : request.parameters(name)
      }
      if request.method == "POST" {
        guard field("grant_type") == ["refresh_token"], field("refresh_token") == [behaviour.identityToken] else {
          return .registryError(401, "UNAUTHORIZED", "unknown refresh token")
        }
      } else if let authorization = request.header("Authorization"), authorization != Self.basic(behaviour) {
        return .registryError(401, "UNAUTHORIZED", "incorrect username or password")
      }
      let isAnonymous = request.method == "GET" && request.header("Authorization") == nil
      var granted: Set<String> = []
      for scope in field("scope").flatMap({ $0.split(separator: " ") }) {
        let parts = scope.split(separator: ":")
        guard parts.count == 3 else { continue }
        for action in parts[2].split(separator: ",") {
          if isAnonymous && action != "pull" { continue }
          if !behaviour.deniedActions.contains(String(action)) { granted.insert("\(parts[0]):\(parts[1]):\(action)") }
        }
      }
      let token = "token-\(UInt64.random(in: .min ... .max))"
      state.tokens[token] = granted
      return TestResponse(
        200, [("Content-Type", "application/json")],
        body: Array(#"{"\#(behaviour.tokenField)":"\#(token)","expires_in":\#(behaviour.tokenLifetime)}"#.utf8))
    }
  }

  private static func basic(_ behaviour: Behaviour) -> String {
    "Basic " + base64(Array("\(behaviour.user):\(behaviour.password)".utf8))
  }

  public static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }
}
