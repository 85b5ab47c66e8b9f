import FileIO
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// The page of the releases on loopback: one release, whose program calls the executable under test.
final class ReleasePage: Sendable {
  static let version = "9.8.7"
  #if arch(arm64)
  static let machine = "linux-arm64"
  #else
  static let machine = "linux-amd64"
  #endif
  static var name: String { "agent-pipeline-\(version)-\(machine)" }
  /// Where the archive is on the page.
  static var path: String { "/v\(version)/\(name).tar.gz" }

  let server: TestHTTPServer
  /// Of the archive and of the program in it, as release/SHA256SUMS has them.
  let sums: (archive: String, program: String)

  /// - Parameters:
  ///   - program: the text of the program that is released.
  ///   - answer: comes before the page's own, by the number of the request.
  init(
    program: String = "#!/bin/sh\nexec '\(Products.executable)' \"$@\"\n",
    answer: @escaping @Sendable (_ number: Int) -> TestResponse? = { _ in nil }
  ) async throws {
    let scratch = try Scratch()
    let file = scratch.path.appending("\(Self.name)/bin/agent-pipeline")
    try file.write(program)
    try await Tools.succeed("chmod", ["755", file.string])
    let archive = scratch.path.appending("archive.tar.gz")
    try await Tools.succeed("tar", ["-czf", archive.string, "-C", scratch.path.string, Self.name])
    sums = (try await Self.sum(of: archive), try await Self.sum(of: file))
    let bytes = try FileContents.read(archive, limit: 1 << 20)
    let count = Counter()
    server = try TestHTTPServer { request in
      if let response = answer(count.next()) { return response }
      return request.path == Self.path ? TestResponse(200, body: bytes) : TestResponse(404)
    }
  }

  deinit { server.stop() }

  /// What release/SHA256SUMS has of it.
  var list: String {
    "\(sums.archive)  \(Self.name).tar.gz\n\(sums.program)  \(Self.name)/bin/agent-pipeline\n"
  }

  /// The paths that were asked for.
  var requests: [String] { server.requests.map(\.path) }

  private static func sum(of file: FilePath) async throws -> String {
    String(try await Tools.succeed("sha256sum", [file.string]).prefix(64))
  }

  /// Copies the action with a list of sums, as `uses: ./DIRECTORY` needs it.
  func copyAction(to directory: FilePath, sums: String? = nil) async throws {
    for file in ["action.yml", "setup/action.yml", "install.sh", "Scripts/action-install.sh"] {
      let path = FilePath(file).components
      try directory.appending(path).write(Tools.package.appending(path).text())
    }
    try directory.appending("release/SHA256SUMS").write("# sums\n" + (sums ?? list))
  }
}

/// Counts from 1.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
