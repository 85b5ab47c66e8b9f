import FoundationEssentials

/// JSON in one form only: sorted keys, no white space, unescaped slashes; the same value always has the same digest.
public enum CanonicalJSON {
  public static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      // The models contain strings, integers, lists and maps, which JSON can always encode.
      fatalError("cannot encode \(type(of: value)): \(error)")
    }
  }

  /// - Throws: a message that names the place in the document.
  public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(JSONProblem) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw JSONProblem(error)
    } catch {
      throw JSONProblem(message: "it is not JSON")
    }
  }
}

/// Why a text is not the JSON document that was expected.
public struct JSONProblem: Error {
  /// Quotes names from the document.
  public var message: String

  init(message: String) {
    self.message = message
  }

  init(_ error: DecodingError) {
    func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + (key.map { [$0] } ?? [])).map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
      return path.isEmpty ? "the document" : "`\(path.joined(separator: "."))`"
    }
    message =
      switch error {
      case .keyNotFound(let key, let context): "\(place(context, key)) is missing"
      case .typeMismatch(_, let context): "\(place(context)) has the wrong type"
      case .valueNotFound(_, let context): "\(place(context)) is null"
      case .dataCorrupted(let context): "\(place(context)): \(context.debugDescription)"
      @unknown default: "it cannot be read"
      }
  }
}
