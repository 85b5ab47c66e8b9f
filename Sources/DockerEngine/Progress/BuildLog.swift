import Synchronization

/// Follows a build: reports its events at once, and keeps what is needed to explain a failure and to clean up.
final class BuildLog: Sendable {
  private struct State {
    var stream = JSONStream()
    var classic = ClassicProgress()
    var buildKit = BuildKitProgress()
    var image: String?
    var isImageFinal = false
    var failure: String?
  }

  private let state = Mutex(State())
  private let onEvent: @Sendable (BuildEvent) -> Void

  init(onEvent: @escaping @Sendable (BuildEvent) -> Void) {
    self.onEvent = onEvent
  }

  /// Takes the next bytes of the engine's answer.
  func take(_ bytes: UnsafeRawBufferPointer) throws(EngineFailure) {
    let events = try state.withLock { state throws(EngineFailure) in
      var events: [BuildEvent] = []
      for object in try state.stream.feed(bytes) {
        events += Self.take(try ProgressMessage(parsing: object), &state)
      }
      return events
    }
    for event in events { onEvent(event) }
  }

  private static func take(_ message: ProgressMessage, _ state: inout State) -> [BuildEvent] {
    if let failure = message.failure { state.failure = state.failure ?? failure }
    switch message.aux {
    case .image(let id):
      state.image = id
      // The classic builder names an image at the end of each stage, and says in words when it is done.
      state.isImageFinal = message.id == "moby.image.id"
    case .trace(let text):
      return message.id == "moby.buildkit.trace"
        ? BuildKitTrace(base64: text).map { state.buildKit.take($0) } ?? [] : []
    case nil: break
    }
    if let text = message.stream { return state.classic.take(text) }
    guard let status = message.status, !status.isEmpty else { return [] }
    return [.transfer([message.id, status].compactMap(\.self).joined(separator: ": "))]
  }

  /// What went wrong, in the engine's words; `nil` if nothing did.
  var failure: String? { state.withLock(\.failure) }

  /// What steps left in the engine: short ids, in the order in which they came.
  var leavings: (images: [String], containers: [String]) {
    state.withLock { ($0.classic.images, $0.classic.containers) }
  }

  /// The finished image's id.
  func finish() throws(EngineFailure) -> String {
    let (image, failure) = state.withLock { state in
      (state.isImageFinal || state.classic.hasSucceeded ? state.image : nil, state.failure)
    }
    if let failure { throw explain(failure) }
    guard let image else {
      throw EngineFailure(
        .buildBroken, "the engine ended the build without an image and without an error",
        hints: ["check the engine's log, then build again"])
    }
    return image
  }

  /// What the engine says of a failure, as a finding about the step that failed.
  func explain(_ text: String, isServerError: Bool = false) -> EngineFailure {
    let (classic, buildKit) = state.withLock { ($0.classic.step, $0.buildKit.failedStep) }
    return BuildTrouble(text: text, step: buildKit ?? classic, isServerError: isServerError).failure
  }
}

/// What a build reports while it runs.
public enum BuildEvent: Sendable, Hashable {
  /// A step begins, or came from the engine's cache.
  case step(String)
  /// A line of a step's program.
  case output(String)
  /// What is being fetched.
  case transfer(String)
}
