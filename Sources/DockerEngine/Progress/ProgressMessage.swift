import FoundationEssentials

/// One object of the stream that builds, pulls and loads answer with (Engine API, "ImageBuild", "ImageCreate").
struct ProgressMessage: Decodable {
  struct Detail: Decodable {
    var message: String?
  }

  /// What a build adds to its text: a finished image, or a trace of BuildKit.
  enum Extra: Decodable {
    case image(id: String?)
    /// Base64 of a `moby.buildkit.v1.StatusResponse`.
    case trace(String)

    private enum CodingKeys: String, CodingKey {
      case id = "ID"
    }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        self = .trace(text)
      } else {
        self = .image(id: try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .id))
      }
    }
  }

  /// Text of a classic build, in pieces that need not be lines.
  var stream: String?
  /// What happens to a layer: `Downloading`.
  var status: String?
  /// Of a layer, or of what `aux` is.
  var id: String?
  var error: String?
  var errorDetail: Detail?
  var aux: Extra?

  /// What went wrong, in the engine's words.
  var failure: String? {
    (errorDetail?.message ?? error).map { text in
      String(text.split(whereSeparator: \.isNewline).joined(separator: "\n"))
    }
  }

  init(parsing bytes: [UInt8]) throws(EngineFailure) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch _ {
      throw JSONStream.malformed
    }
  }
}
