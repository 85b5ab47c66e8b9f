import Diagnostics
import HTTPTransport

extension RegistryFailure {
  /// A step of the transport; its failures become the registry's.
  static func mapping<Value>(
    _ attempt: String, _ step: @autoclosure () throws(HTTPFailure) -> Value
  ) throws(RegistryFailure) -> Value {
    do {
      return try step()
    } catch {
      throw RegistryFailure(attempt, error)
    }
  }

  static func awaiting<Value>(
    _ attempt: String, _ step: @autoclosure () async throws(HTTPFailure) -> Value
  ) async throws(RegistryFailure) -> Value {
    do {
      return try await step()
    } catch {
      throw RegistryFailure(attempt, error)
    }
  }

  /// A step with files of ours; its failures are of class `localFile`.
  static func local<Value>(_ step: @autoclosure () throws -> Value) throws(RegistryFailure) -> Value {
    do {
      return try step()
    } catch {
      throw RegistryFailure(.localFile, "\(error)", underlying: error as? any DiagnosableError)
    }
  }

  /// - Parameter attempt: what was tried: `the push of layer abc to registry.example.com/app`.
  init(_ attempt: String, _ failure: HTTPFailure) {
    // A sink that refused what came knows best why.
    if let own = failure.underlying as? RegistryFailure {
      self = own
      return
    }
    let failureClass: Class =
      switch failure.kind {
      case .dns, .proxy, .connect, .timeout, .reset: .network
      case .tls: .tls
      case .tooLarge: .tooLarge
      case .local: .localFile
      case .cancelled: .cancelled
      case .malformedRequest, .transport: .registryError
      }
    let diagnostic = failure.diagnostic
    var hints = diagnostic.hints
    if failure.kind == .tls {
      hints.append("if the registry has no TLS, add it to `AGENT_PIPELINE_INSECURE_REGISTRIES`")
    }
    self.init(
      failureClass, "\(attempt) failed: \(Self.problem(failure))", hints: hints, isRetryable: failure.isTransient,
      underlying: failure.underlying)
  }

  private static func problem(_ failure: HTTPFailure) -> String {
    guard failure.kind == .connect, failure.detail == "Connection refused", let url = try? HTTPURL(failure.url) else {
      return failure.diagnostic.message
    }
    return "nothing is listening at `\(url.host):\(url.port)`"
  }
}
