import Testing

@testable import Sandbox

@Suite("The filter of build tools") struct NetworkFilterTests {
  @Test(
    arguments: [
      ("CONNECT pypi.org:443 HTTP/1.1\r\nHost: x", "pypi.org:443"), ("CONNECT PyPI.org.:443 HTTP/1.1", "pypi.org:443"),
      ("CONNECT [::1]:443 HTTP/1.1", "[::1]:443"), ("GET http://a.example/x HTTP/1.1", "a.example:80"),
      ("GET http://allowed@evil.example:8080/ HTTP/1.1", "evil.example:8080"),
      ("GET http://evil.example?@allowed/ HTTP/1.1", "evil.example:80"), ("CONNECT pypi.org HTTP/1.1", nil),
      ("GET /relative HTTP/1.1", nil), ("GET ftp://a/ HTTP/1.1", nil), ("CONNECT a\u{0}b:443 HTTP/1.1", nil),
      ("CONNECT pypi.org:443:22 HTTP/1.1", nil), ("CONNECT :443 HTTP/1.1", nil), ("", nil),
    ] as [(String, String?)])
  func `reads whom a request is for`(head: String, server: String?) {
    #expect(FilterRequest(head)?.server.description == server)
  }

  @Test func `sends one request on a connection, with the host it is for`() {
    let head =
      "GET http://a.example:8080/x?y HTTP/1.1\r\nHost: evil\r\nProxy-Connection: k\r\nConnection: keep-alive\r\nA: b"
    #expect(
      FilterRequest(head)?.forServer
        == "GET /x?y HTTP/1.1\r\nHost: a.example:8080\r\nConnection: close\r\nA: b\r\n\r\n")
    #expect(
      FilterRequest.closing("HTTP/1.1 200 OK\r\nKeep-Alive: 5\r\nConnection: keep-alive\r\nA: b")
        == "HTTP/1.1 200 OK\r\nConnection: close\r\nA: b\r\n\r\n")
  }

  @Test(
    arguments: [
      ("pypi.org", true, "proxy.example:3128"), ("pypi.org", false, nil), ("a.internal", true, nil),
      ("internal", true, nil), ("xinternal", true, "proxy.example:3128"), ("127.0.0.1", true, nil),
    ] as [(String, Bool, String?)])
  func `goes through the host's own proxy`(host: String, isTunnel: Bool, proxy: String?) {
    let proxies = HostProxies(
      environment: ["https_proxy": "http://me:a%40b@proxy.example:3128", "NO_PROXY": "x, .internal"])
    let found = proxies.proxy(for: .init(host, 443), isTunnel: isTunnel)
    #expect(found?.server.description == proxy)
    if let found { #expect(found.authorization == "Basic bWU6YUBi") }
  }
}
