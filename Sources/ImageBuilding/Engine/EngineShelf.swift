import DockerEngine
import OCIImage

/// The one image of an agent that stays in the engine, under a name that says whose it is: the cache of the next build.
struct EngineShelf {
  let engine: EngineClient
  /// The agent's.
  let name: String

  /// Names the image and removes the one that had the name, unless it is the same or has another name.
  /// - Parameter purpose: the tag.
  func keep(_ id: String, as purpose: String) async throws {
    let shelf = try Reference(parsing: "agent-pipeline/\(name):\(purpose)")
    let old = try await engine.image(shelf.engineName)?.id
    try await engine.tag(id, as: shelf)
    guard let old, old != id else { return }
    // In use by a container, or named by others: then it stays.
    _ = try? await engine.removeNameless(image: old)
  }
}
