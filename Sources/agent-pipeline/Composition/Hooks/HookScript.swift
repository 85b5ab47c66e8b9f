import OCIImage
import SystemPackage

/// The shell script that git runs as a hook.
struct HookScript {
  static let names = ["pre-commit", "pre-push"]

  /// A line that begins with this marks an installed script as ours, of any version.
  static let mark = "# Written by `agent-pipeline hook install`"
  /// Added to the name of a hook that was there before.
  static let previousSuffix = ".before-agent-pipeline"
  /// Appended, so that it only helps where PATH does not name the programs: git may run with an empty one.
  static let path = #"PATH="${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin""#
  private static let sumMark = "# The sum of the other lines: "

  var name: String
  var text: String
  /// The same for a hook that is not ours.
  var block: HookBlock
  /// What another program has to run.
  var command: String

  /// What to add to a hook that cannot be kept.
  var line: String { "agent-pipeline \(command) || exit" }

  static func all(program: FilePath, until stage: String) -> [HookScript] {
    let until = stage == "validate" ? "" : " --until \(stage)"
    return [
      HookScript(
        name: names[0], program: program, command: "hook pre-commit",
        body: """
          if calls_previous; then "$previous" "$@" || exit; fi
          exec "$program" hook pre-commit

          """),
      HookScript(
        name: names[1], program: program, command: "hook pre-push\(until) \"$@\"",
        body: """
          # Both hooks read the pushed references from standard input.
          refs=$(cat) || exit
          tell() { [ -z "$refs" ] || printf '%s\\n' "$refs"; }
          if calls_previous; then tell | "$previous" "$@" || exit; fi
          tell | "$program" hook pre-push\(until) "$@"

          """),
    ]
  }

  private init(name: String, program: FilePath, command: String, body: String) {
    self.name = name
    self.command = command
    block = HookBlock(hook: name, command: command)
    let head = """
      #!/bin/sh
      \(Self.mark), \(ToolVersion.name) \(ToolVersion.current); `agent-pipeline hook uninstall` removes it.

      """
    let rest = """
      \(Self.path)
      export PATH
      program=\(Self.quoted(program.string))
      [ -x "$program" ] || program=agent-pipeline
      if ! command -v "$program" >/dev/null; then
        echo "error: this hook needs agent-pipeline, which is neither where it was installed nor on PATH" >&2
        echo "  hint: install it and run \\`agent-pipeline hook install\\`, or remove the file $0" >&2
        exit 1
      fi
      case $0 in */*) previous=${0%/*} ;; *) previous=. ;; esac
      previous=$previous/\(name)\(Self.previousSuffix)
      calls_previous() {
        [ -x "$previous" ] || return 1
        # If pre-commit calls this hook, it refuses to run once more below it.
        [ -z "$PRE_COMMIT_RUNNING_LEGACY" ] || ! grep -q "\(HookManager.preCommitMark)" "$previous"
      }
      \(body)
      """
    text = head + Self.sumMark + Self.sum(head + rest) + "\n" + rest
  }

  /// Whether someone changed lines of a script of ours, of any version.
  static func isChanged(_ text: String) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let place = lines.firstIndex(where: { $0.hasPrefix(sumMark) }) else { return false }
    let others = lines[..<place] + lines[(place + 1)...]
    return lines[place].dropFirst(sumMark.count) != sum(others.joined(separator: "\n"))
  }

  private static func sum(_ text: String) -> String { "\(Digest.Algorithm.sha256.digest(of: Array(text.utf8)))" }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
