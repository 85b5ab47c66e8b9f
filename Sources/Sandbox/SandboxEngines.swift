/// Chooses among the engines.
public enum SandboxEngines {
  public enum Request: Sendable, Hashable {
    case auto
    case engine(SandboxEngineID)
  }

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
  /// Root tries runc first, which also limits memory. Other users try bubblewrap first: for them runc can only run the
  /// program as root.
  public static func all(host: SandboxHost) -> [any SandboxEngine] {
    let runc = RuncEngine(host: host)
    let bubblewrap = BubblewrapEngine(host: host)
    return host.isRoot ? [runc, bubblewrap] : [bubblewrap, runc]
  }

  /// The first engine that works, with the refusals of those before it.
  public static func select(
    _ request: Request, host: SandboxHost
  ) async throws(SandboxFailure) -> (engine: any SandboxEngine, refusals: [Refusal]) {
    var refusals: [Refusal] = []
    for engine in all(host: host) {
      let id = type(of: engine).id
      if case .engine(id) = request {} else if request != .auto { continue }
      switch await engine.availability() {
      case .usable: return (engine, refusals)
      case .unusable(let reason, let hints): refusals.append(Refusal(engine: id, reason: reason, hints: hints))
      }
    }
    throw .noEngine(refusals: refusals)
  }
}
