import FileIO
import FoundationEssentials
import SystemPackage

/// What these tests read of a report.json.
struct RunReportFile: Decodable {
  struct Agent: Decodable {
    struct Image: Decodable {
      var engine: String
      var digest: String
      var layers: [Layer]
    }
    struct Layer: Decodable {
      var role: String
      var digest: String
      var cached: Bool
    }
    struct Version: Decodable {
      var next: String
    }
    var image: Image?
    var version: Version?
  }
  var outcome: String
  var agents: [Agent]

  init(_ path: FilePath) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(try FileContents.read(path, limit: 1 << 20)))
  }

  /// The layers' digests by what they hold.
  var layers: [String: String] {
    Dictionary((agents.first?.image?.layers ?? []).map { ($0.role, $0.digest) }) { first, _ in first }
  }
}
