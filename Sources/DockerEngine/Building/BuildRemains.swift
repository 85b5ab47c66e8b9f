import HTTPTransport

/// Cleans up after a failed build.
///
/// Only what the build itself reported is removed, and only if it was not there before: a program's output may look like the
/// engine's own words.
struct BuildRemains {
  let client: EngineClient
  /// The images and containers that were there before the build.
  let before: Set<String>
  /// Of a build that the engine can be told to cancel.
  let id: String?
  let log: BuildLog

  /// Until when the engine ends what it was told to end.
  private static let patience = Duration.seconds(8)

  func clear() async {
    if let id {
      // It ends with the connection; this is for engines behind a proxy that keeps that open.
      _ = try? await client.send(.post, "/build/cancel", [("id", id)], stall: .seconds(5))
    }
    let (images, containers) = log.leavings
    for container in containers { await remove(container: container) }
    // The last one first: none can go while another is built on it.
    for image in images.reversed() { await remove(image: image) }
  }

  private func remove(container: String) async {
    await retry {
      guard let id = try await client.containerID(container), !before.contains(id) else { return }
      try await client.remove(container: id)
    }
  }

  private func remove(image: String) async {
    await retry {
      guard let found = try await client.image(image) else { return }
      let id = found.id.hasPrefix("sha256:") ? found.id : "sha256:\(found.id)"
      guard found.isNameless, !before.contains(id) else { return }
      // Podman keeps containers of the step that runs; they are removed with their image.
      try await client.remove(image: found.id, isForced: client.kind == .podman, prunes: false)
    }
  }

  private func retry(_ attempt: () async throws -> Void) async {
    let end = ContinuousClock.now + Self.patience
    while (try? await attempt()) == nil, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(200)) }
  }
}
