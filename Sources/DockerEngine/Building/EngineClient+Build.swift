import HTTPTransport
import OCIImage

extension EngineClient {
  /// Builds an image; it stays in the engine without a name.
  ///
  /// A build that fails or is cancelled leaves no image and no container behind; a step that podman runs is only
  /// cleared up when it ends, for podman does not stop it.
  /// - Returns: the image's id.
  public func build(
    _ build: EngineBuild, onEvent: @escaping @Sendable (BuildEvent) -> Void
  ) async throws(EngineFailure) -> String {
    let log = BuildLog(onEvent: onEvent)
    let id = "agent-pipeline-\(UInt64.random(in: .min ... .max))"
    let before = try await imageIDs().union(containerIDs())
    do throws(EngineFailure) {
      do throws(EngineFailure) {
        try await send(
          .post, "/build", build.query(id: id),
          headers: [
            "Content-Type": "application/x-tar", "X-Registry-Config": RegistryLogin.header(build.logins),
          ],
          body: HTTPRequest.Body(build.context),
          receiving: .stream { try log.take($0) }, stall: Self.patience)
      } catch {
        // A Dockerfile that cannot be read is refused before the stream begins.
        guard let reason = error.reason else { throw error }
        throw log.explain(reason, isServerError: (error.status ?? 0) >= 500)
      }
      return try log.finish()
    } catch {
      let client = self
      // A task of its own: being cancelled is a reason to clear up, not to leave that.
      await Task {
        await BuildRemains(client: client, before: before, id: build.usesBuildKit ? id : nil, log: log).clear()
      }.value
      throw error
    }
  }
}

extension HTTPRequest.Body {
  /// An archive that is made while it is sent.
  init(_ archive: ArchiveParts) {
    self = .parts(
      archive.parts.map { part in
        switch part {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let path, let size): .file(path, offset: 0, length: size)
        // The engine compares the digests itself.
        case .blob(let blob, let layout): .file(layout.blobPath(blob.digest), offset: 0, length: blob.size)
        }
      })
  }
}
