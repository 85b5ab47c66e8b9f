import Diagnostics

/// One thing that was examined, and whether a run can use it.
public struct Examination: Sendable, Hashable {
  public enum Area: String, Sendable, CaseIterable { case agent, sandboxes, registries, history = "git history" }

  public enum Verdict: Sendable, Hashable {
    case usable
    /// Not usable, but something else is, or no setting asks for it.
    case unneeded
    /// Not usable, and a run needs it.
    case unusable
  }

  public var area: Area
  public var name: String
  public var verdict: Verdict
  /// What was found, without a full stop.
  public var detail: String
  /// How to fix it.
  public var hints: [String]

  public init(_ area: Area, _ name: String, _ verdict: Verdict, _ detail: String, hints: [String] = []) {
    self.area = area
    self.name = name
    self.verdict = verdict
    self.detail = detail
    self.hints = hints
  }

  /// A failure makes it unusable.
  init(_ area: Area, _ name: String, failure: any Error) {
    let diagnostic = (failure as? any DiagnosableError)?.diagnostic
    self.init(area, name, .unusable, diagnostic?.message ?? "\(failure)", hints: diagnostic?.hints ?? [])
  }
}
