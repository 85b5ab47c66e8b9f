import FileIO
import HTTPTransport
import OCIImage
import SystemPackage

extension EngineClient {
  private struct Named: Decodable {
    var id: String
    var labels: [String: String]?
  }

  /// The ids of all containers, also of those that have ended.
  func containerIDs() async throws(EngineFailure) -> Set<String> {
    Set(try await json([Named].self, .get, "/containers/json", [("all", "1")]).map(\.id))
  }

  /// The containers with a label, each with its value.
  func containers(labeled label: String) async throws(EngineFailure) -> [String: String] {
    let filter = String(decoding: Self.encode(["label": [label]]), as: UTF8.self)
    let found = try await json([Named].self, .get, "/containers/json", [("all", "1"), ("filters", filter)])
    return Dictionary(found.map { ($0.id, $0.labels?[label] ?? "") }) { first, _ in first }
  }

  /// - Returns: the whole id; `nil` if there is no such container.
  func containerID(_ name: String) async throws(EngineFailure) -> String? {
    try await ifPresent { () async throws(EngineFailure) in
      try await json(Named.self, .get, "/containers/\(name)/json").id
    }
  }

  /// Ends and removes a container; one that is not there is not an error.
  func remove(container: String) async throws(EngineFailure) {
    _ = try await ifPresent { () async throws(EngineFailure) in
      try await send(.delete, "/containers/\(container)", [("force", "1"), ("v", "1")])
    }
  }

  func create(_ order: ContainerOrder) async throws(EngineFailure) -> String {
    try await json(Named.self, .post, "/containers/create", body: .bytes(Self.encode(order))).id
  }

  /// Unpacks an archive over the container's root.
  func unpack(_ archive: FilePath, into container: String) async throws(EngineFailure) {
    let size: Int64
    do throws(FileFailure) {
      size = try FileStatus.of(archive)?.size ?? 0
    } catch {
      throw EngineFailure(local: .file(error))
    }
    try await send(
      .put, "/containers/\(container)/archive", [("path", "/")], headers: ["Content-Type": "application/x-tar"],
      body: .file(archive, offset: 0, length: size))
  }

  func start(_ container: String) async throws(EngineFailure) {
    try await send(.post, "/containers/\(container)/start")
  }

  /// - Parameter grace: between SIGTERM and SIGKILL; whole seconds.
  func stop(_ container: String, grace: Duration) async throws(EngineFailure) {
    try await send(.post, "/containers/\(container)/stop", [("t", "\(grace.components.seconds)")])
  }

  struct ContainerState: Decodable {
    /// The container's first process on the engine's machine; 0 if it has ended.
    var pid: Int32?
    /// Whether processes were killed because memory ran out.
    var oomKilled: Bool?
  }

  func state(of container: String) async throws(EngineFailure) -> ContainerState? {
    struct Answer: Decodable {
      var state: ContainerState?
    }
    return try await json(Answer.self, .get, "/containers/\(container)/json").state
  }

  /// Waits until the container's program has ended.
  /// - Returns: its exit status.
  func waitForEnd(of container: String) async throws(EngineFailure) -> Int {
    struct Answer: Decodable {
      var statusCode: Int
    }
    let response = try await send(.post, "/containers/\(container)/wait", stall: Self.patience)
    guard let answer = try? Self.decode(Answer.self, from: response.body) else {
      throw EngineFailure(.malformedAnswer, "the engine did not report an exit status for `\(container)`")
    }
    return answer.statusCode
  }

  /// Passes on what the container's program prints, until it ends.
  func followLog(
    of container: String, _ sink: @escaping HTTPRequest.Sink
  ) async throws(EngineFailure) {
    try await send(
      .get, "/containers/\(container)/logs", [("follow", "1"), ("stdout", "1"), ("stderr", "1")],
      receiving: .stream(sink), stall: Self.patience)
  }

  /// A file's contents as they are in the container now; `nil` if there is none.
  func file(_ path: String, in container: String, limit: Int) async throws(EngineFailure) -> [UInt8]? {
    let response = try await ifPresent { () async throws(EngineFailure) in
      try await send(
        .get, "/containers/\(container)/archive", [("path", path)], receiving: .bytes(limit: limit + (64 << 10)))
    }
    guard let response else { return nil }
    do throws(ImageFailure) {
      let reader = TarReader(MemorySource(response.body))
      guard let entry = try reader.next(), entry.kind == .file, entry.size <= Int64(limit) else { return nil }
      return try reader.remainingContents()
    } catch {
      throw EngineFailure(local: error)
    }
  }

  // MARK: Further programs

  private struct ExecutionOrder: Encodable {
    var attachStdout = true
    var attachStderr = true
    var cmd: [String]
    var env: [String]
  }

  struct ExecutionState: Decodable {
    var exitCode: Int?
    var pid: Int32?
  }

  /// - Returns: the execution's id.
  func prepare(
    _ arguments: [String], _ environment: [String: String], in container: String
  ) async throws(EngineFailure) -> String {
    let order = ExecutionOrder(cmd: arguments, env: environment.map { "\($0.key)=\($0.value)" }.sorted())
    return try await json(
      Named.self, .post, "/containers/\(container)/exec", body: .bytes(Self.encode(order))
    ).id
  }

  /// Runs it to its end and passes on what it prints.
  func runPrepared(_ id: String, _ sink: @escaping HTTPRequest.Sink) async throws(EngineFailure) {
    try await send(
      .post, "/exec/\(id)/start", headers: ["Content-Type": "application/json"],
      body: .bytes(Self.encode(["Detach": false, "Tty": false])), receiving: .stream(sink), stall: Self.patience)
  }

  func execution(_ id: String) async throws(EngineFailure) -> ExecutionState {
    try await json(ExecutionState.self, .get, "/exec/\(id)/json")
  }
}
