public import Diagnostics

/// Which stages of a pipeline run.
public struct StageSelection: Sendable, Hashable {
  public var selected: Set<StageID>
  /// Those that the caller left out by name.
  public private(set) var skipped: Set<StageID> = []
  /// Those that the caller asked for by name: with nothing to do, they are an error.
  public private(set) var named: Set<StageID> = []

  /// - Parameter all: the pipeline's stages in order.
  /// - Throws: a name that is not a stage, or options that contradict one another.
  public init(
    all: [StageID], only: [String]?, from: String?, until: String?, skip: [String]?
  ) throws(Failure) {
    func stage(_ name: String, _ option: String) throws(Failure) -> Int {
      guard let index = all.firstIndex(of: StageID(rawValue: name)) else {
        let nearest = NearestName.to(name, in: all.map(\.rawValue)).map { "did you mean `\($0)`? " } ?? ""
        throw Failure(
          .usage, "unknown-stage", "`\(option) \(name)`: unknown stage",
          hints: [nearest + "the stages are \(all.map(\.rawValue).joined(separator: ", "))"])
      }
      return index
    }
    if only != nil, from != nil || until != nil {
      throw Failure(
        .usage, "contradicting-options", "`--only` already selects the stages: remove `--from` and `--until`")
    }
    let first = if let from { try stage(from, "--from") } else { 0 }
    let last = if let until { try stage(until, "--until") } else { all.count - 1 }
    guard first <= last else {
      throw Failure(
        .usage, "contradicting-options", "`--from \(all[first])` comes after `--until \(all[last])`: no stage is left")
    }
    var chosen = Set(all[first...last])
    if let only {
      chosen = []
      for name in only { chosen.insert(all[try stage(name, "--only")]) }
    }
    for name in skip ?? [] { skipped.insert(all[try stage(name, "--skip")]) }
    named = only == nil ? Set([from, until].compactMap(\.self).map(StageID.init(rawValue:))) : chosen
    selected = chosen.subtracting(skipped)
    if only != nil, let contradicted = all.first(where: { named.contains($0) && skipped.contains($0) }) {
      throw Failure(
        .usage, "contradicting-options", "`--only` selects the stage `\(contradicted)`, and `--skip` leaves it out",
        hints: ["name the stage in one of the two"])
    }
    if selected.isEmpty {
      throw Failure(
        .usage, "contradicting-options", "`--skip` leaves out every stage that is selected: no stage is left")
    }
  }
}
