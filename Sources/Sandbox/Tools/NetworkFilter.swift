import CLinux
import FileIO
import Glibc
import SystemPackage

/// The process through which a tool in a sandbox reaches its package indexes, and nothing else.
///
/// It stays in the host's network and accepts connections on sockets that listen inside the sandbox's own. A request for
/// another server is refused, and noted in a file for the message to the user.
struct NetworkFilter: Sendable {
  let rules: NetworkRules
  let notes: FilterNotes

  /// Serves until the process is killed, which the kernel does when the parent ends.
  /// - Parameter channel: brings the listening sockets: the filter's, then one for each forwarded server.
  func serve(_ channel: Int32) -> Never {
    clinux_set_parent_death_signal(SIGKILL)
    // The parent's output would stay open as long as this process.
    let null = open("/dev/null", O_RDWR)
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(null, stream) }
    signal(SIGPIPE, SIG_IGN)
    var sockets: [(socket: Int32, server: NetworkRules.Server?)] = []
    for server in [nil] + rules.forwarded.map(Optional.some) {
      let socket = clinux_receive_descriptor(channel)
      guard socket >= 0 else { _exit(SandboxHelper.failureStatus) }
      sockets.append((socket, server))
    }
    while true {
      var waiting = sockets.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
      guard poll(&waiting, nfds_t(waiting.count), -1) > 0 else { continue }
      for (ready, (socket, server)) in zip(waiting, sockets) where ready.revents != 0 {
        let client = clinux_accept(socket)
        guard client >= 0 else { continue }
        start(FilterJob(filter: self, client: FilterConnection(socket: client), server: server))
      }
    }
  }

  private func start(_ job: FilterJob) {
    var thread = pthread_t()
    let passed = Unmanaged.passRetained(job)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<FilterJob>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, passed.toOpaque())
    guard status == 0 else {
      passed.release()
      close(job.client.socket)
      return
    }
    pthread_detach(thread)
  }
}

/// One connection of a tool.
private final class FilterJob {
  private let filter: NetworkFilter
  let client: FilterConnection
  /// The forwarded server; `nil` if the client says where it wants to go.
  private let server: NetworkRules.Server?

  init(filter: NetworkFilter, client: FilterConnection, server: NetworkRules.Server?) {
    self.filter = filter
    self.client = client
    self.server = server
  }

  func run() {
    defer { close(client.socket) }
    if let server {
      guard let upstream = open(server) else { return }
      defer { close(upstream.socket) }
      return FilterConnection.relay(client, upstream)
    }
    guard let (head, rest) = client.readHead() else { return }
    guard let request = FilterRequest(head) else { return answer("400 Bad Request", "not a request to a proxy") }
    guard filter.rules.allows(request.server) else {
      filter.notes.add(.refused(request.server))
      return answer("403 Forbidden", "agent-pipeline allows no access to \(request.server); see --build-allow-hosts")
    }
    let proxy = filter.rules.proxies.proxy(for: request.server, isTunnel: request.isTunnel)
    guard let upstream = open(proxy?.server ?? request.server) else {
      return answer("502 Bad Gateway", "cannot connect to \(proxy?.server ?? request.server)")
    }
    defer { close(upstream.socket) }
    if let proxy {
      upstream.write(request.forProxy(proxy))
    } else if request.isTunnel {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n")
    } else {
      upstream.write(request.forServer)
    }
    upstream.write(rest)
    if !request.isTunnel, !request.hasBody, let (head, begun) = upstream.readHead() {
      client.write(FilterRequest.closing(head))
      client.write(begun)
    }
    FilterConnection.relay(client, upstream)
  }

  private func open(_ server: NetworkRules.Server) -> FilterConnection? {
    switch FilterConnection.open(server) {
    case .success(let connection): return connection
    case .failure(let trouble):
      filter.notes.add(.unreachable(server, reason: trouble.reason))
      return nil
    }
  }

  private func answer(_ status: String, _ text: String) {
    client.write(
      "HTTP/1.1 \(status)\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count + 1)\r\n"
        + "Connection: close\r\n\r\n\(text)\n")
  }
}
