import AgentManifest
import Diagnostics
import OCIImage
import Testing

@testable import Languages

@Suite("The Python of an image") struct ImagePythonTests {
  static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)

  func version(requested: String?, inBase: String?) throws -> String {
    var base = ImageConfig(platform: Platform(os: "linux", architecture: "amd64"))
    base.config?.environment = inBase.map { ["PATH=/bin", "PYTHON_VERSION=\($0)"] }
    let selection = RuntimeSelection(Python(), version: requested)
    return try ImagePython.version(requested: Located(selection, at: Self.place), base: base)
  }

  @Test(
    arguments: [
      ("3.11", nil, "3.11"), ("3.11.9", nil, "3.11"), ("3.12-slim", nil, "3.12"), (nil, "3.13.1", "3.13"),
      ("3.11", "3.11.4", "3.11"),
    ] as [(String?, String?, String)])
  func `is what the manifest or the base image says`(requested: String?, inBase: String?, expected: String) throws {
    #expect(try version(requested: requested, inBase: inBase) == expected)
  }

  @Test(
    arguments: [
      (nil, nil, "python-version-unknown"), ("3.12", "3.11.4", "python-version-mismatch"),
      ("2.7", nil, "python-version-invalid"), ("latest", nil, "python-version-invalid"),
    ] as [(String?, String?, String)])
  func `is never guessed`(requested: String?, inBase: String?, code: String) {
    let failure = #expect(throws: Failure.self) { try version(requested: requested, inBase: inBase) }
    #expect(failure?.diagnostic.code == code)
    #expect(failure?.diagnostic.location == Self.place)
    #expect(failure?.diagnostic.hints.isEmpty == false)
  }
}
