import FoundationEssentials
import OCIImage
import TextFormats

/// The index under the tag that replaces the referrers API (distribution-spec, "Referrers Tag Schema").
///
/// Other clients keep what they like in it: an entry is added to the JSON as it is, and nothing else changes.
struct ReferrersIndex {
  private var document: [String: JSONValue]
  private var entries: [JSONValue]
  /// Those that were read; what is appended is not among them.
  let referrers: [Descriptor]

  init() {
    document = ["schemaVersion": .integer(2), "mediaType": .string(MediaType.index)]
    entries = []
    referrers = []
  }

  /// `nil` if the bytes are not an index.
  init?(_ bytes: [UInt8]) {
    guard let document = try? JSONDecoder().decode([String: JSONValue].self, from: Data(bytes)),
      case .array(let entries)? = document["manifests"],
      let index = try? CanonicalJSON.decode(ImageIndex.self, from: bytes)
    else { return nil }
    self.document = document
    self.entries = entries
    referrers = index.manifests
  }

  func contains(_ digest: Digest) -> Bool {
    entries.contains { entry in
      if case .object(let fields) = entry { fields["digest"] == .string(digest.description) } else { false }
    }
  }

  mutating func append(_ referrer: Descriptor) {
    if let entry = JSONValue(parsing: CanonicalJSON.encode(referrer)) { entries.append(entry) }
  }

  func encoded() -> [UInt8] { CanonicalJSON.encode(document.merging(["manifests": .array(entries)]) { $1 }) }
}
