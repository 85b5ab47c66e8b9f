import FileIO
import SystemPackage
import TestSupport
import Testing

/// Debian's docker-registry on a free loopback port, with its data in a directory of the test.
final class LocalRegistry: Sendable {
  let host: String
  private let log: FilePath
  private let process: TestProcess

  /// - Parameter login: the only user, as `NAME:PASSWORD`; nothing where everybody may do everything.
  init(in directory: FilePath, login: String? = nil) async throws {
    let program = try #require(Tools.find("docker-registry"))
    let port = try TestProcess.freePort()
    host = "127.0.0.1:\(port)"
    log = directory.appending("registry.log")
    let configuration = directory.appending("registry.yml")
    try configuration.write(
      """
      version: 0.1
      log: {level: warn}
      storage: {filesystem: {rootdirectory: \(directory)/registry}}
      http: {addr: "\(host)"}
      \(try await Self.authentication(login, directory))

      """)
    process = try TestProcess([program.string, "serve", configuration.string], log: log)
    let isUp = try await Tools.answer(of: "http://\(login.map { "\($0)@" } ?? "")\(host)/v2/") != nil
    let output = try log.text()
    try #require(isUp, "docker-registry does not start: \(output)")
  }

  /// The registry reads passwords in one form only, which crypt(3) knows.
  private static func authentication(_ login: String?, _ directory: FilePath) async throws -> String {
    guard let login, let colon = login.firstIndex(of: ":") else { return "" }
    let salt = "$2y$05$abcdefghijklmnopqrstuu"
    let hash = try await Tools.succeed(
      "perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", String(login[login.index(after: colon)...]), salt])
    let users = directory.appending("users")
    try users.write("\(login[..<colon]):\(hash)\n")
    return "auth: {htpasswd: {realm: test, path: \(users)}}"
  }

  deinit {
    process.stop()
  }

  /// The requests so far that the text occurs in, such as `GET /v2/python/blobs/`.
  func requests(_ text: String) throws -> [String] {
    try log.text().split(separator: "\n").filter { $0.contains("\"\(text)") }.map(String.init)
  }
}
