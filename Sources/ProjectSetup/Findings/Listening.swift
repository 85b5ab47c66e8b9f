/// Where the code opens a port.
struct Listening: Sendable, Equatable {
  var port: Int?
  /// The variable of the environment that decides the port.
  var variable: String?
  /// Whether only programs of the same container reach it.
  var isLoopback: Bool
  /// Whether it is a server of HTTP for sure.
  var isHTTP: Bool
  /// Of the code.
  var file: String
  var place: String
}

extension SourceFiles {
  /// Calls that open a port; what is found first in the files nearest to the root comes first.
  ///
  /// Those without a port and a variable open one that is not written out.
  func listening() -> [Listening] {
    all.flatMap { file in
      Self.calls(of: file.language).flatMap { call in
        file.ends(of: call.pattern).compactMap { listening(call, file, $0) }
      }
    }
  }

  private func listening(_ call: ListeningCall, _ file: SourceFile, _ start: Int) -> Listening? {
    let inside = file.inside(start).withAddresses
    // A router also has a `run` or a `start`; only what names a port opens one.
    let named = inside.keyword("port") ?? inside.keyword("addr") ?? inside.keyword("Addr")
    let positional = call.argument.flatMap { index in
      inside.arguments.indices.contains(index) ? inside.arguments[index] : nil
    }
    let expression = named ?? positional ?? []
    var value = value(of: expression, in: file)
    if value.number == nil, value.variable == nil {
      let isOpened = (call.isHTTP && !expression.isEmpty) || inside.keyword("port")?.isEmpty == false
      guard call.usualPort != nil || isOpened else { return nil }
      value.number = expression.isEmpty ? call.usualPort : nil
    }
    let host = inside.keyword("host") ?? inside.keyword("hostname")
    let hosts = host.map { self.value(of: $0, in: file).texts } ?? (inside.texts + value.texts)
    let isNamed = hosts.contains { Self.isAddress($0) }
    let isLoopback = isNamed ? hosts.contains(where: Self.isLoopback) : call.isLoopbackByDefault && host == nil
    return Listening(
      port: value.number, variable: value.variable, isLoopback: isLoopback, isHTTP: call.isHTTP, file: file.path,
      place: file.place(start - 1))
  }

  private static func isAddress(_ text: String) -> Bool {
    text.isEmpty || text.hasPrefix(":") || isLoopback(text)
      || ["0.0.0.0", "[::]", "::"].contains { text.hasPrefix($0) }
  }

  private static func isLoopback(_ text: String) -> Bool {
    text.hasPrefix("127.") || ["localhost", "[::1]"].contains { text == $0 || text.hasPrefix("\($0):") }
  }
}

/// A call that opens a port.
private struct ListeningCall: Sendable {
  var pattern: String
  /// Index of the argument with the port or the address, if it is not named.
  var argument: Int?
  var usualPort: Int?
  var isLoopbackByDefault = false
  var isHTTP = false
}

extension SourceFiles {
  fileprivate static func calls(of language: SourceLanguage) -> [ListeningCall] {
    switch language {
    case .python:
      [
        ListeningCall(pattern: "uvicorn.run(", usualPort: 8000, isLoopbackByDefault: true, isHTTP: true),
        ListeningCall(pattern: "uvicorn.Config(", usualPort: 8000, isLoopbackByDefault: true, isHTTP: true),
        ListeningCall(pattern: "hypercorn.run("), ListeningCall(pattern: "web.run_app(", usualPort: 8080),
        ListeningCall(pattern: "app.run(", isLoopbackByDefault: true),
        ListeningCall(pattern: "application.run(", isLoopbackByDefault: true),
        ListeningCall(pattern: "server.run(", isLoopbackByDefault: true),
        ListeningCall(pattern: "mcp.run(", isLoopbackByDefault: true),
        ListeningCall(pattern: "FastMCP(", isLoopbackByDefault: true),
        ListeningCall(pattern: "waitress.serve("), ListeningCall(pattern: "serve("),
        ListeningCall(pattern: "HTTPServer(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "ThreadingHTTPServer(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "TCPServer(", argument: 0), ListeningCall(pattern: "make_server(", argument: 1),
        ListeningCall(pattern: "add_insecure_port(", argument: 0), ListeningCall(pattern: "start_server(", argument: 2),
      ]
    case .nodejs:
      [
        ListeningCall(pattern: "app.listen(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "server.listen(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "listen(", argument: 0), ListeningCall(pattern: "serve("),
        ListeningCall(pattern: "startStandaloneServer("),
      ]
    case .go:
      [
        ListeningCall(pattern: "ListenAndServe(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "http.Server{", isHTTP: true), ListeningCall(pattern: "net.Listen(", argument: 1),
        ListeningCall(pattern: "Run(", argument: 0), ListeningCall(pattern: "Start(", argument: 0),
        ListeningCall(pattern: "Listen(", argument: 0),
      ]
    case .rust:
      [
        ListeningCall(pattern: "TcpListener::bind(", argument: 0, isHTTP: true),
        ListeningCall(pattern: "bind(", argument: 0), ListeningCall(pattern: "Server::http(", argument: 0),
        ListeningCall(pattern: "run((", argument: 1),
      ]
    case .java:
      [
        ListeningCall(pattern: "InetSocketAddress(", argument: 0), ListeningCall(pattern: "ServerSocket(", argument: 0),
        ListeningCall(pattern: "start(", argument: 0), ListeningCall(pattern: "listen(", argument: 0),
        ListeningCall(pattern: "port(", argument: 0),
      ]
    }
  }
}
