extension Explanation {
  /// The codes of the test stage.
  static let testTexts = """
    disk-limit
      The agent wrote more than its limit of disk space during its tests, or so much that the disk was nearly full.
      → Write less, or raise `spec.resources.limits.ephemeral-storage`.
    image-of-another-agent
      The work directory contains the image of another agent.
      → Run `agent-pipeline build` for this agent, or give each agent its own `--work-dir`.
    limit-lowered
      `spec.resources.limits` asks for more than three quarters of this machine, so the tests ran with less.
      → Test on a larger machine if the agent needs more.
    limit-not-set
      This machine has no control group that the tool may write to, so the named limit does not hold for the whole
      sandbox; single processes are still limited.
      → Run as root, or in a systemd session with delegated control groups.
    loopback-only
      The agent listens on loopback, so it cannot be reached from outside the container.
      → Make it listen on `0.0.0.0`.
    memory-limit
      The agent used more memory than its limit, and the kernel killed processes of it.
      → Use less memory, or raise `spec.resources.limits.memory`.
    model-replay-not-supported
      `test.model` asks for recorded responses, which this version does not support.
      → Remove `test.model`, and let the agent's own tests replace the model.
    namespace-join
      The tool could not enter the sandbox's namespaces to check the agent from inside.
      → Run as root with runc, or choose another `test.engine`.
    no-sandbox-engine
      None of the sandboxes works on this machine, so the image cannot be tested.
      → Install one of them as the hint says; `agent-pipeline doctor` shows why each fails.
    nothing-to-run
      The image has neither an entrypoint nor a command.
      → Set `build.entrypoint`.
    platform-not-testable
      The image was built for another platform than this machine's, so it cannot run here.
      → Build for this machine's platform too, test on another machine, or use `--skip test`.
    platform-untested
      The image has several platforms, but only this machine's was tested.
      → Test the others on matching machines.
    process-limit
      The agent had so many processes and threads that it could not start another.
      → Start fewer workers or threads.
    program-missing
      The image's entrypoint names a program that is not in the image.
      → Set `build.entrypoint`, or add the program.
    secret-unset-in-test
      The agent ended, and a variable that agent.yaml declares `from: secret` had no value: secrets are not in the test.
      → Give the variable a harmless value in `test.environment`.
    stop-ignored
      The agent did not end on SIGTERM; a container engine waits ten seconds for it, too, and then kills it.
      → Handle SIGTERM in the program; in a shell script, start it with `exec`.
    write-refused
      The agent's log reports a write that was refused: to a directory of root, or to a read-only file system.
      → Write to HOME, to /tmp, or to a volume of `spec.volumes`.
    sandbox-ended
      The agent ended before all checks had run.
      → Look at the agent's log.
    sandbox-helper
      The tool's own process inside the sandbox failed.
      → Run the stage again.
    sandbox-start
      The sandbox could not start the agent's program.
      → Check the image's command and user, or choose another `test.engine`.
    unknown-image-user
      The image's user does not exist in the image.
      → Set `build.user` to numeric IDs, such as `65532:65532`.
    """
}
