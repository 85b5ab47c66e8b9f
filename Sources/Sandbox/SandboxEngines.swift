/// Chooses among the engines.
public enum SandboxEngines {
  /// Why an engine is not used.
  public struct Refusal: Sendable, Hashable {
    public var engine: SandboxEngineID
    public var reason: String
    public var hints: [String]

    public init(engine: SandboxEngineID, reason: String, hints: [String]) {
      self.engine = engine
      self.reason = reason
      self.hints = hints
    }
  }

  /// All engines, in the order in which they are tried.
  ///
  /// Root tries runc first, the reference runtime. Other users try bubblewrap first: for them runc can only run the
  /// program as root.
  public static func all(host: SandboxHost) -> [any SandboxEngine] {
    let runc = RuncEngine(host: host)
    let bubblewrap = BubblewrapEngine(host: host)
    return host.isRoot ? [runc, bubblewrap] : [bubblewrap, runc]
  }

  /// The first engine that works.
  /// - Parameter wanted: tries no other engine than this one.
  public static func select(
    _ wanted: SandboxEngineID? = nil, host: SandboxHost
  ) async throws(SandboxFailure) -> any SandboxEngine {
    var refusals: [Refusal] = []
    for engine in all(host: host) {
      let id = type(of: engine).id
      guard wanted == nil || wanted == id else { continue }
      switch await engine.availability() {
      case .usable: return engine
      case .unusable(let reason, let hints): refusals.append(Refusal(engine: id, reason: reason, hints: hints))
      }
    }
    throw .noEngine(refusals: refusals)
  }
}
