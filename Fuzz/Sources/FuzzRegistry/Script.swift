import FuzzSupport
import Glibc
import HTTPTransport

/// The answers of a registry in their order; then it answers 404.
actor Script {
  static let host = "registry.example.com"
  static let password = "canary-5f2c9a71"

  private var answers: ArraySlice<HTTPResponse>
  private var count = 0

  init(_ answers: [HTTPResponse]) {
    self.answers = answers[...]
  }

  func answer(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
    Self.check(request)
    count += 1
    guard count < 1000 else { violation("1000 requests") }
    let answer = answers.popFirst() ?? HTTPResponse(status: 404)
    guard case .stream(let sink) = request.receiving, answer.isSuccess else { return answer }
    do {
      try request.onBody?(answer)
      try answer.body.withUnsafeBytes { try sink($0) }
    } catch {
      throw HTTPFailure(.local, url: "\(request.url)", detail: "\(error)")
    }
    return HTTPResponse(status: answer.status, headers: answer.headers)
  }

  /// A public registry sends nobody to a private address, nor to one without TLS. Its token is for itself alone.
  private static func check(_ request: HTTPRequest) {
    let (url, authorization) = (request.url, request.headers["Authorization"])
    guard url.scheme == "https", !isPrivate(url.host) else { violation("a request to \(url.string)") }
    if let authorization, authorization.hasPrefix("Bearer "), url.authority != host {
      violation("a token for \(url.string)")
    }
    for field in request.headers.fields where !field.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) {
      violation("control characters in \(field.name): \(field.value.debugDescription)")
    }
    guard !url.string.contains(password) else { violation("the password in \(url.string)") }
  }

  /// As resolvers see it, which take shorter forms of addresses, too.
  private static func isPrivate(_ host: String) -> Bool {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    var address = in_addr()
    guard inet_aton(name, &address) != 0 else {
      return ["localhost", "[::1]", "[::]"].contains(name) || name.hasSuffix(".localhost")
        || ["[fe8", "[fc", "[fd", "[::ffff:"].contains { name.hasPrefix($0) && name.contains(":") }
    }
    let number = UInt32(bigEndian: address.s_addr)
    return [0, 10, 127].contains(number >> 24) || [0xA9FE, 0xC0A8].contains(number >> 16)
  }

  /// As libcurl hands it over: header values have no line ends, and are not empty of meaning.
  static func response(_ bytes: [UInt8]) -> HTTPResponse {
    var rest = bytes[...]
    func line() -> String {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      return String(decoding: line.filter { $0 != 0 && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
    var response = HTTPResponse(status: min(max(Int(line()) ?? 200, 100), 999))
    while case let header = line(), !header.isEmpty {
      let parts = header.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      response.headers.add(parts[0], parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }
    response.body = Array(rest)
    return response
  }
}
