public import AgentManifest
public import Diagnostics

/// Every runtime the embedded builder can build.
public enum AllRuntimes {
  public static let all: [any AgentRuntime] = [
    PythonRuntime(), NodeJSRuntime(), GoRuntime(), RustRuntime(), JavaRuntime(),
  ]

  /// - Throws: for a runtime that agent.yaml knows and this builder does not.
  public static func runtime(for selection: Located<RuntimeSelection>) throws(Failure) -> any AgentRuntime {
    if let runtime = all.first(where: { $0.language == selection.value.language }) { return runtime }
    let known = all.map { "`\($0.language.rawValue)`" }.joined(separator: ", ")
    throw Failure(
      .agent,
      .error(
        "runtime-not-buildable", "this version cannot build the runtime `\(selection.value.language.rawValue)` yet",
        at: selection.location, hints: ["the embedded builder builds \(known); `agent-pipeline validate` checks all"]))
  }
}
