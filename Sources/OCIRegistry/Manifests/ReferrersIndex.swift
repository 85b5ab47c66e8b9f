import FoundationEssentials
import OCIImage

/// The index under the tag that replaces the referrers API (distribution-spec, "Referrers Tag Schema").
///
/// Other clients keep what they like in it: an entry is added to the JSON as it is, and nothing else changes.
struct ReferrersIndex {
  /// What is not understood is not an index, and not overwritten.
  struct Malformed: Error {}

  private var document: [String: JSON]
  private var entries: [JSON]

  init() {
    document = ["schemaVersion": .integer(2), "mediaType": .string(MediaType.index)]
    entries = []
  }

  init(_ bytes: [UInt8]) throws(Malformed) {
    guard let document = try? JSONDecoder().decode([String: JSON].self, from: Data(bytes)),
      case .array(let entries)? = document["manifests"],
      (try? JSONDecoder().decode(ImageIndex.self, from: Data(bytes))) != nil
    else { throw Malformed() }
    self.document = document
    self.entries = entries
  }

  func contains(_ digest: Digest) -> Bool {
    entries.contains { entry in
      if case .object(let fields) = entry { fields["digest"] == .string(digest.description) } else { false }
    }
  }

  mutating func append(_ referrer: Descriptor) throws {
    let bytes = try ArtifactManifest.encode(referrer)
    entries.append(try JSONDecoder().decode(JSON.self, from: Data(bytes)))
  }

  func encoded() throws -> [UInt8] {
    var document = document
    document["manifests"] = .array(entries)
    return try ArtifactManifest.encode(document)
  }

  /// Any JSON, to hand on what is not understood.
  private enum JSON: Codable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .boolean(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .string(value)
      } else if let value = try? container.decode([JSON].self) {
        self = .array(value)
      } else {
        self = .object(try container.decode([String: JSON].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .boolean(let value): try container.encode(value)
      case .integer(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .string(let value): try container.encode(value)
      case .array(let value): try container.encode(value)
      case .object(let value): try container.encode(value)
      }
    }
  }
}
