import FileIO
import SystemPackage
import TestSupport
import Testing

/// Debian's docker-registry on a free loopback port, with its data in a folder of the test.
final class LocalRegistry: Sendable {
  let host: String
  private let log: FilePath
  private let process: TestProcess

  init(in folder: FilePath) async throws {
    let program = try #require(Tools.find("docker-registry"))
    let port = try TestProcess.freePort()
    host = "127.0.0.1:\(port)"
    log = folder.appending("registry.log")
    let configuration = folder.appending("registry.yml")
    try configuration.write(
      """
      version: 0.1
      log: {level: warn}
      storage: {filesystem: {rootdirectory: \(folder)/registry}}
      http: {addr: "\(host)"}

      """)
    process = try TestProcess([program.string, "serve", configuration.string], log: log)
    let isUp = try await Tools.answer(of: "http://\(host)/v2/") != nil
    let output = try log.text()
    try #require(isUp, "docker-registry does not start: \(output)")
  }

  deinit {
    process.stop()
  }

  /// The requests so far that the text occurs in, such as `GET /v2/python/blobs/`.
  func requests(_ text: String) throws -> [String] {
    try log.text().split(separator: "\n").filter { $0.contains("\"\(text)") }.map(String.init)
  }
}
