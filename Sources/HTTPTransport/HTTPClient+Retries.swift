extension HTTPClient {
  /// Tries again after transient failures and statuses; the last response stands as it is.
  ///
  /// Streamed bodies are not retried here: what a sink has taken cannot be taken back.
  public func retrying(_ policy: RetryPolicy) -> HTTPClient {
    HTTPClient { (request) async throws(HTTPFailure) in
      if case .stream = request.receiving { return try await send(request) }
      do throws(UnsuccessfulAttempt) {
        return try await policy.run(
          advice: { attempt in attempt.advice(policy.clock) },
          { () async throws(UnsuccessfulAttempt) in
            let response: HTTPResponse
            do throws(HTTPFailure) {
              response = try await send(request)
            } catch {
              throw .failure(error)
            }
            if response.isTransientFailure { throw .response(response) }
            return response
          }
        ).value
      } catch {
        switch error {
        case .failure(let failure): throw failure
        case .response(let response): return response
        }
      }
    }
  }
}

private enum UnsuccessfulAttempt: Error {
  case failure(HTTPFailure)
  case response(HTTPResponse)

  func advice(_ clock: RetryClock) -> RetryPolicy.Advice {
    switch self {
    case .failure(let failure): failure.isTransient ? .retry() : .giveUp
    case .response(let response):
      .retry(after: RetryAfter.wait(response.headers, secondsSince1970: clock.secondsSince1970()))
    }
  }
}
