extension HTTPClient {
  /// Tries again after transient failures and statuses; the last response is returned unchanged.
  ///
  /// Streamed bodies are not retried here: what a sink has received cannot be undone.
  ///
  /// - Parameter onWait: gets the failure, the number of the retry, and the wait before it.
  public func retrying(
    _ policy: RetryPolicy,
    onWait: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>, Int, Duration) -> Void = { _, _, _ in }
  ) -> HTTPClient {
    HTTPClient { (request) async throws(HTTPFailure) in
      if case .stream = request.receiving { return try await send(request) }
      var retries = 0
      do throws(UnsuccessfulAttempt) {
        return try await policy.run(
          advice: { attempt in attempt.advice(policy.clock) },
          onWait: { attempt, wait in
            retries += 1
            onWait(attempt.result, retries, wait)
          },
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

  var result: Result<HTTPResponse, HTTPFailure> {
    switch self {
    case .failure(let failure): .failure(failure)
    case .response(let response): .success(response)
    }
  }

  func advice(_ clock: RetryClock) -> RetryPolicy.Advice {
    switch self {
    case .failure(let failure): failure.isTransient ? .retry() : .giveUp
    case .response(let response):
      .retry(after: RetryAfter.wait(response.headers, secondsSince1970: clock.secondsSince1970()))
    }
  }
}
