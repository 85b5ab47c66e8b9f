extension Explanation {
  /// The codes of every command, and of the git hooks.
  static let runTexts = """
    cancelled
      The run was interrupted or reached its time limit, and the program that was running was stopped.
      → Start the run again; raise `--timeout` if the time limit was the reason.
    committed-facts
      Git tracks facts or an image in the work directory. A commit must not decide what is tested and pushed, so only a run
      may write them.
      → Remove them from the repository with `git rm -r --cached .agent-pipeline`, and add the directory to .gitignore.
    empty-report-path
      `--report FORMAT=` has no path after the equals sign.
      → Write `--report FORMAT=PATH`, or `--report FORMAT` for the default path.
    foreign-facts
      The results of earlier stages come from another machine, and they do not fit the commit that is checked out here.
      → Run the earlier stages again, or set AGENT_PIPELINE_FACTS_KEY in all jobs of the pipeline.
    internal-error
      An unexpected error occurred in the tool. Nothing is released after it.
      → Report it with the output of `--verbose`.
    missing-fact
      A stage needs the result of an earlier stage, but the work directory does not contain it.
      → Run the earlier stage first. In CI, pass the work directory from job to job as an artifact.
    outside-project
      A file of the project is a link, or is named by a path, that leads out of the repository (or, without a repository,
      out of the agent's directory). Such files are not read: they could put any file of the machine into messages,
      reports or the image.
      → Replace the link or the path with a copy of the file.
    program-directory
      The working directory of a program cannot be entered.
      → Check that the directory exists, and its permissions.
    program-lost
      The system no longer knows a program that was started, so its result is unknown.
      → Run the stage again.
    program-not-found
      A program that the stage needs is not on `PATH`.
      → Install it, or add its directory to `PATH`.
    program-output
      A program wrote more output than is kept in memory.
      → Check what the program prints.
    program-start
      A program was found but could not be started: it is not executable, or not built for this machine.
      → Check the file's mode and architecture.
    report-encoding
      The report could not be encoded as JSON.
      → Report it as a bug.
    unknown-report-format
      `--report` names a format that does not exist.
      → Write one of the formats that the hint lists.
    unreadable-fact
      A result in the work directory is damaged or was written by another version of the tool. A guess could ship the wrong
      image.
      → Run the earlier stages again.
    unsafe-directory
      A directory that the tool writes to is a symbolic link, or belongs to another user. A repository must not decide
      where on the machine files are written.
      → Remove it, and remove it from the repository if it is committed; or set another with `--work-dir`.
    unsealed-facts
      The results of earlier stages come from another machine. They fit the commit and the image that are here, but nothing
      proves who wrote them.
      → Set the secret variable AGENT_PIPELINE_FACTS_KEY in all jobs of the pipeline.
    unsupported-file
      A file cannot be put into an image: a socket, a device, or a name that an archive cannot store.
      → Remove the file, or add it to .dockerignore.
    work-directory-in-use
      Another run uses the same work directory. Two runs would use each other's image.
      → Wait for it to end, or set another directory with `--work-dir`.
    manifest-invalid
      The command needs a valid manifest.
      → `agent-pipeline validate` lists the mistakes.
    changed-hook
      A hook that `hook install` wrote has lines that it did not write. They would be lost when it is written again or
      removed.
      → Move them to a file of your own, remove the hook, and call the command again.
    commit-stopped
      A staged manifest has errors.
      → Fix them and stage the files. `git commit --no-verify` skips the hooks.
    foreign-hook
      A hook belongs to the project, or goes by its own name, so it cannot be moved away, and it is not a shell script
      that lines can be added to.
      → Make it run the command in the hint.
    hook-exists
      Another hook is installed, and a saved one exists, too, or a directory stands in the place of the hook. None is
      overwritten.
      → Remove one of them, or add the line in the hint to the first.
    hooks-of-lefthook
      lefthook writes the hooks of this repository again and again, and moves any other hook to a place where nothing runs
      it.
      → Add the lines in the hint to lefthook's configuration, and run `lefthook install`.
    malformed-push-line
      Standard input is not what git writes to a pre-push hook.
      → Let git call the command, or write `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID` to its standard input.
    not-staged
      `hook pre-commit` was called with a name that is not that of a staged file, so nothing was checked.
      → Stage the file, and name it as seen from the current directory.
    push-stopped
      An agent that the push changes failed its checks.
      → Fix it and commit. `git push --no-verify` skips the hooks.
    shared-hooks-directory
      `core.hooksPath`, or a link, leads to a directory outside of this repository, which others may share.
      → Add the lines in the hint to the hooks there, or give this repository its own hooks.
    unknown-command
      The command line names a command that does not exist.
      → `agent-pipeline --help` lists the commands.
    unknown-option
      The command does not have this option. Each command accepts only options that have an effect on it.
      → `--help` after the command lists its options.
    unknown-revision
      The commit to check is not in this repository.
      → Fetch it, or check the lines that are written to standard input.
    unknown-shell
      There are completions for bash, zsh and fish only.
      → Name one of them: `agent-pipeline completion bash`.
    """
}
