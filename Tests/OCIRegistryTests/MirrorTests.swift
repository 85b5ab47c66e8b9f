import Diagnostics
import OCIImage
import Testing

@testable import OCIRegistry

@Suite("Registry mirrors") struct RegistryMirrorTests {
  private func mirror(_ place: String, of reference: String) throws -> String? {
    try RegistryMirrors(["Docker.io": place]).mirror(of: try Reference(parsing: reference))?.description
  }

  @Test(arguments: [
    ("mirror.example.com", "python:3.11", "mirror.example.com/library/python:3.11"),
    ("mirror.example.com:5000/hub", "python", "mirror.example.com:5000/hub/library/python"),
    ("mirror.example.com", "ghcr.io/a/b:1", nil),
    ("Mirror.Example.com/hub", "DOCKER.io/python", "mirror.example.com/hub/library/python"),
    ("[0:0::1]:5000", "python", "[::1]:5000/library/python"),
  ])
  func `stand in for their registry only`(place: String, reference: String, expected: String?) throws {
    #expect(try mirror(place, of: reference) == expected)
  }

  @Test(arguments: ["nonsense here", "docker.io", "justaword"])
  func `must be hosts`(place: String) {
    #expect(throws: Failure.self) { try mirror(place, of: "python") }
  }

  @Test(arguments: [
    (RegistryFailure.Class.network, ["mirror.example.com", "docker.io"]), (.cancelled, ["mirror.example.com"]),
  ])
  func `are asked first, and the registry itself where they fail`(
    problem: RegistryFailure.Class, expected: [String]
  ) async throws {
    var asked: [String] = []
    var told: [String] = []
    let result = try? await RegistryMirrors(["docker.io": "mirror.example.com"]).pull(
      Reference(parsing: "python:3.11"), tell: { told.append($0) }, isTrouble: RegistryMirrors.isRegistryTrouble
    ) { place in
      asked.append(place.domain)
      if place.domain != "docker.io" { throw RegistryFailure(problem, "no") }
      return place.path
    }
    #expect(asked == expected)
    #expect(result == (expected.count == 2 ? "library/python" : nil))
    #expect(told.count == expected.count - 1)
  }
}
