extension Explanation {
  /// The codes of the git hooks.
  static let hookTexts = """
    commit-stopped
      A staged manifest has errors.
      → Fix them and stage the files. `git commit --no-verify` skips the hooks.
    hook-exists
      Another hook is installed, and a saved one exists, too. Neither is overwritten.
      → Remove one of them, or add the line in the hint to the first.
    malformed-push-line
      Standard input is not what git writes to a pre-push hook.
      → Let git call the command, or write `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID` to its standard input.
    push-stopped
      An agent that the push changes failed its checks.
      → Fix it and commit. `git push --no-verify` skips the hooks.
    shared-hooks-directory
      `core.hooksPath` names a directory that other repositories share.
      → Add the lines in the hint to the hooks there, or give this repository its own hooks.
    unknown-revision
      The commit to check is not in this repository.
      → Fetch it, or check the lines that are written to standard input.
    """
}
