/// Our lines in a hook of someone else that has to stay where it is: a shell script of husky, one that git tracks, or one
/// that goes by its own name.
///
/// They come before the script's own lines, because those may end it or read standard input.
struct HookBlock {
  private static let beginning = "# >>> agent-pipeline hook install"
  private static let end = "# <<< agent-pipeline hook install"
  /// Says in the first line that the file did not exist before.
  private static let made = ", made this file"
  private static let firstLine = "#!/bin/sh\n"

  private let lines: String

  init(hook: String, command: String) {
    let call =
      hook == "pre-push"
      ? """
      agent_pipeline_refs=$(cat) || exit
      { [ -z "$agent_pipeline_refs" ] || printf '%s\\n' "$agent_pipeline_refs"; } | agent-pipeline \(command) || exit
      # The lines below read the pushed references, too.
      if [ -n "$agent_pipeline_refs" ]; then exec <<agent_pipeline_refs
      $agent_pipeline_refs
      agent_pipeline_refs
      else exec </dev/null; fi
      """ : "agent-pipeline \(command) || exit"
    lines = """
      \(HookScript.path)
      if ! command -v agent-pipeline >/dev/null; then
        echo "error: this hook needs agent-pipeline, which is not on PATH" >&2
        echo "  hint: install it, or remove its lines from the hook \(hook)" >&2
        exit 1
      fi
      \(call)
      \(Self.end)

      """
  }

  /// The hook with our lines, new or in place of older ones.
  /// - Parameter text: the hook as it is; `nil` if there is none.
  func inserted(in text: String?) -> String {
    guard let text else { return Self.firstLine + head(Self.made) + lines }
    guard let place = Self.place(in: text) else {
      let start = Self.start(of: text)
      return text[..<start] + head("") + lines + text[start...]
    }
    let isMade = text[place].prefix { $0 != "\n" }.contains(Self.made)
    return text[..<place.lowerBound] + head(isMade ? Self.made : "") + lines + text[place.upperBound...]
  }

  /// The hook as it was before.
  /// - Returns: `nil` if nothing is left of it.
  static func removed(from text: String) -> String? {
    guard let place = place(in: text) else { return text }
    let isMade = text[place].prefix { $0 != "\n" }.contains(made)
    let rest = text[..<place.lowerBound] + text[place.upperBound...]
    return isMade && rest == firstLine ? nil : String(rest)
  }

  static func isIn(_ text: String) -> Bool { place(in: text) != nil }

  private func head(_ note: String) -> String {
    "\(Self.beginning), \(ToolVersion.name) \(ToolVersion.current)\(note); `agent-pipeline hook uninstall` removes it\n"
  }

  /// From our first line to our last one.
  private static func place(in text: String) -> Range<String.Index>? {
    guard let first = text.firstRange(of: beginning), let last = text[first.upperBound...].firstRange(of: "\(end)\n")
    else { return nil }
    return first.lowerBound..<last.upperBound
  }

  /// Behind the line that names the shell, and behind the one with which husky 5 to 8 runs the file a second time. That of
  /// husky 4 ends the script.
  private static func start(of text: String) -> String.Index {
    var start = text.startIndex
    if text.hasPrefix("#!") { start = endOfLine(start, in: text) }
    if let husky = text.firstRange(of: "/_/husky.sh\"") { start = endOfLine(husky.lowerBound, in: text) }
    return start
  }

  private static func endOfLine(_ place: String.Index, in text: String) -> String.Index {
    text[place...].firstIndex(of: "\n").map(text.index(after:)) ?? text.endIndex
  }
}
