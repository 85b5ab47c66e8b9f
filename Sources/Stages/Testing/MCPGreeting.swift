import Diagnostics
import Sandbox
import TextFormats

/// The first words with an MCP server on its standard streams: `initialize`, its answer, and `notifications/initialized`
/// (modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle).
final class MCPGreeting {
  /// The newest version of the protocol that this was written for; a server may answer with another one.
  private static let version = "2025-06-18"
  private static let initialize =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":{},"#
    + #""clientInfo":{"name":"agent-pipeline","version":"1"}}}"#
  private static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
  /// Bytes of the log in which the answer is looked for.
  private static let searched = 1 << 20

  private var isSent = false

  /// - Parameter log: gets what the server prints on its standard output.
  /// - Returns: what is missing; `nil` once the server has answered and was told so.
  func problem(_ sandbox: any RunningSandbox, _ log: SandboxLog) -> CheckProblem? {
    do throws(SandboxFailure) {
      if !isSent {
        try sandbox.say(Self.initialize)
        isSent = true
      }
      guard let answer = Self.answer(in: log.tail(Self.searched) ?? "") else {
        return CheckProblem("no answer to `initialize` on standard output yet")
      }
      if let problem = Self.problem(of: answer) {
        var problem = CheckProblem(problem)
        problem.isFinal = true
        return problem
      }
      try sandbox.say(Self.initialized)
      return nil
    } catch {
      return CheckProblem(error.diagnostic.message)
    }
  }

  /// The line of JSON that answers; its own log may stand between.
  private static func answer(in log: String) -> JSONValue? {
    log.split(whereSeparator: \.isNewline).lazy.filter { $0.hasPrefix("{") }.compactMap {
      JSONValue(parsing: Array($0.utf8))
    }
    .first {
      $0.value(at: "/id") == .integer(1) && $0.value(at: "/method") == nil
        && ($0.value(at: "/result") != nil || $0.value(at: "/error") != nil)
    }
  }

  private static func problem(of answer: JSONValue) -> String? {
    if let error = answer.value(at: "/error") { return "the answer to `initialize` is an error: \(error)" }
    guard case .string = answer.value(at: "/result/protocolVersion") else {
      return "the answer to `initialize` has no `protocolVersion`: \(answer)"
    }
    return nil
  }
}
