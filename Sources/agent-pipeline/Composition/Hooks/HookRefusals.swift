import Diagnostics
import SystemPackage

extension HookDirectory {
  enum Purpose {
    case install, uninstall

    /// What to do with hooks that others may use.
    var hints: [String] {
      switch self {
      case .uninstall: ["remove the lines with `agent-pipeline hook` from the hooks there, if there are any"]
      case .install:
        [
          "add `agent-pipeline hook pre-commit || exit` to the hook `pre-commit` there,"
            + " and `agent-pipeline hook pre-push \"$@\" || exit` to `pre-push`",
          // A linked work tree and a submodule have no directory `.git`.
          "or give this repository its own hooks: "
            + "`git config core.hooksPath \"$(git rev-parse --path-format=absolute --git-common-dir)/hooks\"`",
        ]
      }
    }
  }
}

/// Why a hook is left as it is.
extension Failure {
  static func shared(_ directory: FilePath, _ purpose: HookDirectory.Purpose) -> Failure {
    Failure(
      .usage, "shared-hooks-directory",
      "the hooks directory `\(directory)` is outside of this repository, and others may use it, too",
      hints: purpose.hints)
  }

  static func directory(_ place: FilePath) -> Failure {
    Failure(
      .usage, "hook-exists", "`\(place)` is a directory, so git cannot run a hook there",
      hints: ["remove it, or move it away"])
  }

  static func twoHooks(_ place: FilePath, _ previous: FilePath, line: String) -> Failure {
    Failure(
      .usage, "hook-exists", "`\(place)` is another hook, and `\(previous)` exists as well",
      hints: ["remove one of them", "or add this line to the first: `\(line)`"])
  }

  static func foreign(_ file: FilePath, command: String) -> Failure {
    Failure(
      .usage, "foreign-hook",
      "`\(file)` has to stay where it is, and is not a shell script that lines can be added to",
      hints: ["make it run `agent-pipeline \(command)` and end if that fails"])
  }

  static func changed(_ file: FilePath) -> Failure {
    Failure(
      .usage, "changed-hook", "`\(file)` has lines that `hook install` did not write, and they would be lost",
      hints: ["move them to another file, then remove `\(file)` and call the command again"])
  }

  static func lefthook(_ config: FilePath?) -> Failure {
    Failure(
      .usage, "hooks-of-lefthook",
      "lefthook keeps the hooks of this repository, and would put one that it does not know out of action",
      hints: [
        """
        add these lines to `\(config?.lastComponent?.string ?? "lefthook.yml")`, and run `lefthook install`:
        pre-commit:
          commands:
            agent-pipeline:
              run: agent-pipeline hook pre-commit
        pre-push:
          commands:
            agent-pipeline:
              run: agent-pipeline hook pre-push {1} {2}
              use_stdin: true
        """
      ])
  }
}
