import FileIO
import SystemPackage
import Testing

/// The release that Scripts/test.sh makes of this commit, uncommitted changes included.
struct ReleaseFiles {
  static let directory = Tools.package.appending(".tools/release")
  static let exists = (try? FileStatus.of(directory.appending("SHA256SUMS"))) != nil

  let names: [String]
  /// As in `--version`: `agent-pipeline 0.1.0 (1a2b3c4d5e6f, 2026-11-29)`.
  let description: String
  var version: String { description.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

  init() async throws {
    names = try Directory.names(in: Self.directory)
    let output = try await Tools.succeed(Self.directory.appending("agent-pipeline").string, ["--version"])
    description = String(output.split(separator: "\n").first ?? "")
  }

  /// The only file with such an ending.
  func path(_ ending: String, at location: SourceLocation = #_sourceLocation) throws -> FilePath {
    let found = names.filter { $0.hasSuffix(ending) }
    try #require(found.count == 1, "\(names)", sourceLocation: location)
    return Self.directory.appending(found[0])
  }
}

extension Trait where Self == ConditionTrait {
  static var needsRelease: Self {
    .enabled(if: ReleaseFiles.exists, "no release was made: `make test` makes it in a clone with the whole history")
  }
}
