import Diagnostics
import HTTPTransport
public import OCIImage
import SystemPackage

extension EngineClient {
  /// - Parameter name: a reference or an id.
  /// - Returns: `nil` if the engine has no such image.
  public func image(_ name: String) async throws(EngineFailure) -> EngineImage? {
    try await ifPresent { () async throws(EngineFailure) in
      try await json(EngineImage.self, .get, "/images/\(name)/json")
    }
  }

  /// Lets the engine pull an image.
  public func pull(
    _ reference: Reference, platform: Platform?, login: RegistryLogin?,
    onEvent: @escaping @Sendable (BuildEvent) -> Void
  ) async throws(EngineFailure) {
    var query = [("fromImage", reference.repository), ("tag", reference.identifier)]
    if let platform { query.append(("platform", platform.description)) }
    let log = BuildLog(onEvent: onEvent)
    do throws(EngineFailure) {
      try await send(
        .post, "/images/create", query.map { (name: $0.0, value: $0.1) },
        headers: ["X-Registry-Auth": RegistryLogin.header(login)], receiving: .stream { try log.take($0) },
        stall: Self.patience)
    } catch {
      // Docker answers with an error status, podman reports it in the stream.
      guard error.status != nil, let reason = error.reason else { throw error }
      throw Self.pullFailure(reference, reason, hasLogin: login != nil)
    }
    if let reason = log.failure { throw Self.pullFailure(reference, reason, hasLogin: login != nil) }
  }

  private static func pullFailure(_ reference: Reference, _ reason: String, hasLogin: Bool) -> EngineFailure {
    let isMissing = ["not found", "manifest unknown", "does not exist", "no matching manifest", "no image found"]
      .contains(where: reason.contains)
    let isRefused = ["denied", "unauthorized", "authentication required", "no basic auth"]
      .contains(where: reason.contains)
    let hint =
      if isRefused {
        hasLogin
          ? "check the credential for `\(reference.domain)`"
          : "add a credential for `\(reference.domain)`, for example with `docker login \(reference.domain)`"
      } else if isMissing {
        "check the name and the tag of the base image"
      } else {
        "check the engine's network, or set a mirror in `AGENT_PIPELINE_REGISTRY_MIRRORS`"
      }
    return EngineFailure(
      .pullFailed, isMissing && !isRefused ? .agent : .infrastructure,
      "the engine cannot pull `\(reference)`: \(reason)", hints: [hint])
  }

  /// Gives an image one more name.
  public func tag(_ image: String, as reference: Reference) async throws(EngineFailure) {
    try await send(
      .post, "/images/\(image)/tag", [("repo", reference.repository), ("tag", reference.tag ?? "latest")])
  }

  /// Removes an image or a name of one; a missing one is not an error.
  /// - Parameters:
  ///   - isForced: also if an ended container of it is still there.
  ///   - prunes: whether nameless images below it go too.
  public func remove(image: String, isForced: Bool = false, prunes: Bool = true) async throws(EngineFailure) {
    _ = try await ifPresent { () async throws(EngineFailure) in
      try await send(
        .delete, "/images/\(image)", [("force", isForced ? "1" : "0"), ("noprune", prunes ? "0" : "1")])
    }
  }

  /// Removes an image that no name keeps, with what only it was built on.
  public func removeNameless(image: String) async throws(EngineFailure) {
    guard let found = try await self.image(image), found.isNameless else { return }
    try await remove(image: found.id)
  }

  /// The ids of all images, also of those that only steps of builds left.
  func imageIDs() async throws(EngineFailure) -> Set<String> {
    struct Entry: Decodable {
      var id: String
    }
    return Set(try await json([Entry].self, .get, "/images/json", [("all", "1")]).map(\.id))
  }

  /// Streams an image out of the engine into a file, in the format of `docker save`.
  func save(_ image: String, to file: FilePath) async throws(EngineFailure) {
    let sink = try FileSink(file)
    try await send(.get, "/images/\(image)/get", receiving: .stream { try sink.take($0) })
  }

  /// Streams an image into the engine and names it.
  /// - Parameter name: as the archive's manifest will have it.
  public func load(_ image: StoredImage, named name: Reference) async throws(EngineFailure) {
    let archive = try EngineFailure.mapping(ArchiveParts(docker: image, named: name.engineName))
    let log = BuildLog { _ in }
    try await send(
      .post, "/images/load", [("quiet", "1")], headers: ["Content-Type": "application/x-tar"],
      body: HTTPRequest.Body(archive), receiving: .stream { try log.take($0) }, stall: Self.patience)
    if let reason = log.failure {
      throw EngineFailure(
        .refused, "the engine cannot load the image: \(reason)", hints: ["check the engine's log"])
    }
  }
}

/// Writes what arrives to a file.
///
/// Unchecked, because the transport calls it from one thread only, and the file is read only after the response.
final class FileSink: @unchecked Sendable {
  private let file: OpenFile

  init(_ path: FilePath) throws(EngineFailure) {
    file = try EngineFailure.mapping(OpenFile.creating(path))
  }

  func take(_ bytes: UnsafeRawBufferPointer) throws {
    try file.write(bytes)
  }
}

extension EngineFailure {
  /// A file of ours that could not be read or written.
  init(local failure: ImageFailure) {
    let diagnostic = failure.diagnostic
    self.init(.imageMalformed, failure.failureKind, diagnostic.message, hints: diagnostic.hints)
  }

  /// A step with files of ours; its failures become the engine's.
  static func mapping<Value>(
    _ step: @autoclosure () throws(ImageFailure) -> Value
  ) throws(EngineFailure) -> Value {
    do {
      return try step()
    } catch {
      throw EngineFailure(local: error)
    }
  }
}

extension Reference {
  /// What engines find an image by.
  public var engineName: String { digest.map { "\(repository)@\($0)" } ?? "\(repository):\(identifier)" }
}
