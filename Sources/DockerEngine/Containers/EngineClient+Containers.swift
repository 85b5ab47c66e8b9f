import HTTPTransport

extension EngineClient {
  private struct Named: Decodable {
    var id: String

    private enum CodingKeys: String, CodingKey {
      case id = "Id"
    }
  }

  /// The ids of all containers, also of those that have ended.
  func containerIDs() async throws(EngineFailure) -> Set<String> {
    Set(try await json([Named].self, .get, "/containers/json", [("all", "1")]).map(\.id))
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
}
