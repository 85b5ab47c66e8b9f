import Forges
import HTTPTransport
import Synchronization
import TestSupport
import TextFormats

/// A forge with one repository, which keeps releases and answers as the real ones do.
final class TestForge: Sendable {
  enum Kind: String, CaseIterable, CustomStringConvertible {
    case gitHub = "GitHub"
    case gitea = "Gitea"
    case gitLab = "GitLab"

    var description: String { rawValue }
    var forge: String { self == .gitLab ? "gitlab" : "github" }
    var basePath: String { self == .gitHub ? "" : self == .gitea ? "/api/v1" : "/api/v4" }
    var releases: String { self == .gitLab ? "/projects/team/agents/releases" : "/repos/team/agents/releases" }
    /// What it calls the notes.
    var notes: String { self == .gitLab ? "description" : "body" }
  }

  typealias Fault = @Sendable (TestRequest) -> TestResponse?

  private let kind: Kind
  private let releases = Mutex<[String: JSONValue]>([:])
  private let faults = Mutex<[Fault]>([])

  init(_ kind: Kind) { self.kind = kind }

  /// Answers the next request that it wants itself.
  func add(_ fault: @escaping Fault) { faults.withLock { $0.append(fault) } }

  func release(_ tag: String) -> JSONValue? { releases.withLock { $0[tag] } }

  func set(_ tag: String, _ members: [String: JSONValue]) {
    releases.withLock { $0[tag] = .object(members.merging(["tag_name": .string(tag), "id": .integer(7)]) { $1 }) }
  }

  func server() throws -> TestHTTPServer { try TestHTTPServer { self.respond(to: $0) } }

  private func respond(to request: TestRequest) -> TestResponse {
    let fault = faults.withLock { faults -> TestResponse? in
      for place in faults.indices {
        if let response = faults[place](request) {
          faults.remove(at: place)
          return response
        }
      }
      return nil
    }
    return fault ?? route(request)
  }

  func route(_ request: TestRequest) -> TestResponse {
    let top = kind.basePath + kind.releases
    guard request.path.hasPrefix(top) else { return Self.answer(404, .object(["message": .string("Not Found")])) }
    let rest = String(request.path.dropFirst(top.count + 1))
    let body = JSONValue(parsing: request.body)
    return releases.withLock { releases in
      switch request.method {
      case "GET":
        let tag = kind == .gitLab ? rest : String(rest.dropFirst("tags/".count))
        // GitHub shows no drafts here.
        guard let found = releases[tag], kind != .gitHub || found.value(at: "/draft") != .boolean(true) else {
          return Self.answer(404, .object(["message": .string("404 Not Found")]))
        }
        return Self.answer(200, found)
      case "POST":
        guard case .object(let members)? = body, case .string(let tag)? = members["tag_name"] else {
          return Self.answer(400, .object(["error": .string("tag_name is missing")]))
        }
        guard releases[tag] == nil else { return taken }
        let page = JSONValue.string("https://forge.example.com/releases/\(tag)")
        releases[tag] = .object(
          members.merging(["id": .integer(7), "html_url": page, "_links": .object(["self": page])]) { $1 })
        return Self.answer(201, releases[tag] ?? .null)
      case "PATCH", "PUT":
        guard (request.method == "PUT") == (kind == .gitLab), case .object(let changes)? = body,
          let tag = kind == .gitLab
            ? rest : releases.first(where: { $0.value.value(at: "/id") == Int64(rest).map(JSONValue.integer) })?.key,
          case .object(let members)? = releases[tag]
        else { return Self.answer(404, .object(["message": .string("Not Found")])) }
        releases[tag] = .object(members.merging(changes) { $1 })
        return Self.answer(200, releases[tag] ?? .null)
      default: return Self.answer(405, .null)
      }
    }
  }

  /// What is answered to the creation of a release that exists.
  var taken: TestResponse {
    switch kind {
    case .gitHub:
      let error = JSONValue.object([
        "resource": .string("Release"), "code": .string("already_exists"), "field": .string("tag_name"),
      ])
      return Self.answer(422, .object(["message": .string("Validation Failed"), "errors": .array([error])]))
    case .gitea: return Self.answer(409, .object(["message": .string("Release is has no Tag")]))
    case .gitLab: return Self.answer(409, .object(["message": .string("Release already exists")]))
    }
  }

  static func answer(_ status: Int, _ value: JSONValue, _ headers: [(String, String)] = []) -> TestResponse {
    TestResponse(
      status, [("Content-Type", "application/json")] + headers.map { (name: $0.0, value: $0.1) }, body: text(value))
  }

  private static func text(_ value: JSONValue) -> [UInt8] {
    switch value {
    case .null: Array("null".utf8)
    case .boolean(let value): Array("\(value)".utf8)
    case .integer(let value): Array("\(value)".utf8)
    case .number(let value): Array("\(value)".utf8)
    case .string(let text):
      Array("\"".utf8)
        + text.utf8.flatMap { byte -> [UInt8] in
          switch byte {
          case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
          case 0..<0x20: Array("\\u00".utf8) + [0x30 + (byte >> 4), Array("0123456789abcdef".utf8)[Int(byte & 15)]]
          default: [byte]
          }
        } + Array("\"".utf8)
    case .array(let items): Array("[".utf8) + Array(items.map(text).joined(separator: [0x2C])) + Array("]".utf8)
    case .object(let members):
      Array("{".utf8)
        + Array(members.map { text(.string($0.key)) + [0x3A] + text($0.value) }.joined(separator: [0x2C]))
        + Array("}".utf8)
    }
  }
}
