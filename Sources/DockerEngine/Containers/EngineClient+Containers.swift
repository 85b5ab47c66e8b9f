import FileIO
import FoundationEssentials
import HTTPTransport
import OCIImage
import SystemPackage

extension EngineClient {
  private struct Named: Decodable {
    var id: String
    var labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
      case id = "Id"
      case labels = "Labels"
    }
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

  /// - Returns: the whole id; nothing where there is no such container.
  func containerID(_ name: String) async throws(EngineFailure) -> String? {
    do throws(EngineFailure) {
      return try await json(Named.self, .get, "/containers/\(name)/json").id
    } catch {
      if error.status == 404 { return nil }
      throw error
    }
  }

  /// Ends and removes a container; one that is not there is no error.
  func remove(container: String) async throws(EngineFailure) {
    do throws(EngineFailure) {
      try await send(.delete, "/containers/\(container)", [("force", "1"), ("v", "1")])
    } catch {
      if error.status != 404 { throw error }
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

  /// The number of the container's first process on the engine's machine; 0 where it has ended.
  func process(of container: String) async throws(EngineFailure) -> Int32 {
    struct Answer: Decodable {
      struct State: Decodable {
        var process: Int32?

        private enum CodingKeys: String, CodingKey {
          case process = "Pid"
        }
      }
      var state: State?

      private enum CodingKeys: String, CodingKey {
        case state = "State"
      }
    }
    return try await json(Answer.self, .get, "/containers/\(container)/json").state?.process ?? 0
  }

  /// Waits until the container's program has ended.
  /// - Returns: its exit status.
  func waitForEnd(of container: String) async throws(EngineFailure) -> Int {
    struct Answer: Decodable {
      var status: Int

      private enum CodingKeys: String, CodingKey {
        case status = "StatusCode"
      }
    }
    let response = try await send(.post, "/containers/\(container)/wait", stall: Self.patience)
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
      throw EngineFailure(.malformedAnswer, "the engine does not say how `\(container)` ended")
    }
    return answer.status
  }

  /// Hands out what the container's program prints, until it ends.
  func followLog(
    of container: String, _ sink: @escaping HTTPRequest.Sink
  ) async throws(EngineFailure) {
    try await send(
      .get, "/containers/\(container)/logs", [("follow", "1"), ("stdout", "1"), ("stderr", "1")],
      receiving: .stream(sink), stall: Self.patience)
  }

  /// A file's contents as they are in the container now; nothing where there is none.
  func file(_ path: String, in container: String, limit: Int) async throws(EngineFailure) -> [UInt8]? {
    let response: HTTPResponse
    do throws(EngineFailure) {
      response = try await send(
        .get, "/containers/\(container)/archive", [("path", path)], receiving: .bytes(limit: limit + (64 << 10)))
    } catch {
      if error.status == 404 { return nil }
      throw error
    }
    do throws(ImageFailure) {
      let reader = TarReader(MemorySource(response.body))
      guard let entry = try reader.next(), entry.kind == .file, entry.size <= Int64(limit) else { return nil }
      return try reader.contents(of: entry)
    } catch {
      throw EngineFailure(local: error)
    }
  }

  // MARK: Programs beside the first

  private struct ExecutionOrder: Encodable {
    var attachesOutput = true
    var attachesError = true
    var command: [String]
    var environment: [String]

    private enum CodingKeys: String, CodingKey {
      case attachesOutput = "AttachStdout"
      case attachesError = "AttachStderr"
      case command = "Cmd"
      case environment = "Env"
    }
  }

  struct ExecutionState: Decodable {
    var exitCode: Int?
    var process: Int32?

    private enum CodingKeys: String, CodingKey {
      case exitCode = "ExitCode"
      case process = "Pid"
    }
  }

  /// - Returns: the execution's id.
  func prepare(
    _ arguments: [String], _ environment: [String: String], in container: String
  ) async throws(EngineFailure) -> String {
    let order = ExecutionOrder(command: arguments, environment: environment.map { "\($0.key)=\($0.value)" }.sorted())
    return try await json(
      Named.self, .post, "/containers/\(container)/exec", body: .bytes(Self.encode(order))
    ).id
  }

  /// Runs it to its end and hands out what it prints.
  func runPrepared(_ id: String, _ sink: @escaping HTTPRequest.Sink) async throws(EngineFailure) {
    try await send(
      .post, "/exec/\(id)/start", headers: ["Content-Type": "application/json"],
      body: .bytes(Self.encode(["Detach": false, "Tty": false])), receiving: .stream(sink), stall: Self.patience)
  }

  func execution(_ id: String) async throws(EngineFailure) -> ExecutionState {
    try await json(ExecutionState.self, .get, "/exec/\(id)/json")
  }
}
