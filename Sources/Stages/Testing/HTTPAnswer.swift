import AgentManifest
import Sandbox
import TextFormats

extension ProbeResponse {
  /// Everything in which the agent's answer differs from what is expected; empty if it is right.
  func differences(from expected: HTTPCheck.Expectation) -> [String] {
    var differences: [String] = []
    if let status, status != expected.status { differences.append("expected status \(expected.status), got \(status)") }
    for header in expected.headers {
      let found = headers.filter { $0.name.lowercased() == header.name.lowercased() }.map(\.value)
      if !found.contains(header.value) {
        let got = found.isEmpty ? "got none" : "got `\(found.joined(separator: "`, `"))`"
        differences.append("expected header `\(header.name): \(header.value)`, \(got)")
      }
    }
    let text = String(decoding: body, as: UTF8.self)
    for part in expected.contains where !text.contains(part) {
      differences.append("the body does not contain `\(part)`")
    }
    differences += jsonDifferences(from: expected.json)
    if let limit = expected.maxLatency, Duration.seconds(durationSeconds) > limit {
      differences.append(
        "expected a response within \(DurationText.format(limit)), but it took \(HumanText.duration(durationSeconds))")
    }
    return differences
  }

  private func jsonDifferences(from expected: [JSONExpectation]) -> [String] {
    guard !expected.isEmpty else { return [] }
    guard let value = JSONValue(parsing: body) else { return ["the body is not JSON"] }
    return expected.compactMap { expectation in
      guard let found = value.value(at: expectation.pointer) else {
        return "expected `\(expectation.pointer)` to be \(expectation.value), but it is missing"
      }
      guard found != JSONValue(parsing: Array(expectation.value.utf8)) else { return nil }
      return "expected `\(expectation.pointer)` to be \(expectation.value), got \(found)"
    }
  }
}
