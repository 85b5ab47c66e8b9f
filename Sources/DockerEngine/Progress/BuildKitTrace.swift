import FoundationEssentials

/// What BuildKit reports about its work: `StatusResponse` of its control API (api/services/control/control.proto).
struct BuildKitTrace {
  /// A step of the build.
  struct Vertex {
    var digest = ""
    var name = ""
    var isCached = false
    var hasStarted = false
    var hasCompleted = false
    var error = ""
  }

  struct Log {
    var vertex = ""
    var text: [UInt8] = []
  }

  var vertexes: [Vertex] = []
  var logs: [Log] = []

  /// - Returns: `nil` if the text is not base64. What is damaged inside is passed over: it is only progress.
  init?(base64 text: String) {
    guard let data = Data(base64Encoded: text) else { return nil }
    var reader = ProtobufReader(Array(data)[...])
    while let (field, value) = reader.next() {
      guard case .bytes(let bytes) = value else { continue }
      switch field {
      case 1: vertexes.append(Self.vertex(bytes))
      case 3: logs.append(Self.log(bytes))
      default: break
      }
    }
  }

  private static func vertex(_ bytes: ArraySlice<UInt8>) -> Vertex {
    var vertex = Vertex()
    var reader = ProtobufReader(bytes)
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .bytes(let bytes)): vertex.digest = text(bytes)
      case (3, .bytes(let bytes)): vertex.name = text(bytes)
      case (4, .number(let number)): vertex.isCached = number != 0
      case (5, .bytes): vertex.hasStarted = true
      case (6, .bytes): vertex.hasCompleted = true
      case (7, .bytes(let bytes)): vertex.error = text(bytes)
      default: break
      }
    }
    return vertex
  }

  private static func log(_ bytes: ArraySlice<UInt8>) -> Log {
    var log = Log()
    var reader = ProtobufReader(bytes)
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .bytes(let bytes)): log.vertex = text(bytes)
      case (4, .bytes(let bytes)): log.text = Array(bytes)
      default: break
      }
    }
    return log
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
