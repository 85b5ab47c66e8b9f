/// A call that the help of a command shows, and what it does.
struct HelpExample {
  let call: String
  let effect: String

  /// One to three for each command, by its name. A new command needs an entry here.
  static let all: [String: [HelpExample]] = [
    "": [
      HelpExample("agent-pipeline run", "Takes the agent of this directory through all stages."),
      HelpExample("agent-pipeline validate agents/*", "Checks several agents and writes no image."),
    ],
    "init": [
      HelpExample("agent-pipeline init", "Writes agent.yaml and a CI file for the project of this directory."),
      HelpExample("agent-pipeline init agents/chat --dry-run", "Shows what it would write."),
      HelpExample("agent-pipeline init support-bot --template chatbot", "Begins a new agent."),
    ],
    "run": [
      HelpExample("agent-pipeline run --until test", "Builds and tests the agent, and publishes nothing."),
      HelpExample(
        "agent-pipeline run agents/chatbot --push-to 'ghcr.io/acme/{name}'",
        "Publishes one agent of the repository if its commits ask for a release."),
      HelpExample("agent-pipeline run --dry-run --output json", "Prints what a run would publish, as a report."),
    ],
    "validate": [
      HelpExample("agent-pipeline validate", "Checks agent.yaml of this directory."),
      HelpExample("agent-pipeline validate --strict agents/*", "Fails on warnings, too."),
    ],
    "build": [
      HelpExample("agent-pipeline build", "Builds the image into .agent-pipeline/image."),
      HelpExample(
        "agent-pipeline build --build-platforms linux/amd64,linux/arm64", "Builds an image index for two platforms."),
      HelpExample(
        "agent-pipeline build --output-image docker-archive:agent.tar", "Writes an archive for `docker load`, too."),
    ],
    "test": [
      HelpExample("agent-pipeline test", "Tests the image that `build` made."),
      HelpExample("agent-pipeline test --test-engine bwrap --verbose", "Uses bubblewrap, and shows what it runs."),
    ],
    "tag": [
      HelpExample("agent-pipeline tag --dry-run", "Explains the next version, and creates nothing."),
      HelpExample("agent-pipeline tag --bump minor --to-git", "Raises the minor version and pushes its git tag."),
    ],
    "push": [
      HelpExample("agent-pipeline push --push-to example.com/team/agent", "Pushes the tested image."),
      HelpExample("agent-pipeline push --push-attach-reports", "Attaches the reports to the image, too."),
    ],
    "inspect": [
      HelpExample("agent-pipeline inspect", "Shows each setting, its value and its origin."),
      HelpExample("agent-pipeline inspect --push-to example.com/agent", "Shows what a flag changes."),
    ],
    "explain": [
      HelpExample("agent-pipeline explain duplicate-port", "Explains one rule, with a bad and a good example."),
      HelpExample("agent-pipeline explain", "Lists all codes."),
    ],
    "schema": [
      HelpExample("agent-pipeline schema agent > agent.schema.json", "Writes the schema for an editor.")
    ],
    "doctor": [
      HelpExample("agent-pipeline doctor", "Checks this machine, and the agent of this directory."),
      HelpExample("agent-pipeline doctor --push-to ghcr.io/acme/chatbot", "Checks the access to a registry."),
    ],
    "hook": [
      HelpExample("agent-pipeline hook install", "Checks each commit and each push from now on.")
    ],
    "hook pre-commit": [
      HelpExample("agent-pipeline hook pre-commit", "Checks what is staged."),
      HelpExample("agent-pipeline hook pre-commit agents/chatbot/agent.yaml", "Checks one staged manifest."),
    ],
    "hook pre-push": [
      HelpExample(
        "agent-pipeline hook pre-push origin < pushed.txt",
        "Reads lines as git writes them: LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID.")
    ],
    "hook install": [
      HelpExample("agent-pipeline hook install", "Validates manifests before each commit and each push."),
      HelpExample("agent-pipeline hook install --until test", "Builds and tests the agents of a push, too."),
    ],
    "hook uninstall": [
      HelpExample("agent-pipeline hook uninstall", "Leaves the hooks as they were before.")
    ],
    "pull": [
      HelpExample(
        "agent-pipeline pull example.com/agent:1.2.0 oci-layout:image",
        "Copies an image into the directory `image`."),
      HelpExample(
        "agent-pipeline pull python:3.11 oci-layout:py --platform linux/arm64", "Copies one platform only."),
    ],
    "promote": [
      HelpExample(
        "agent-pipeline promote test.example.com/agent:1.2.0 example.com/agent",
        "Publishes the tested image under the same tag."),
      HelpExample(
        "agent-pipeline promote oci-layout:image example.com/a:1.2.0 --tag 1.2",
        "Pushes a local image under two tags."),
    ],
    "attach": [
      HelpExample(
        "agent-pipeline attach example.com/a:1 sbom.json --type text/spdx",
        "Attaches an SBOM.")
    ],
    "registry": [
      HelpExample("agent-pipeline registry tags example.com/agent", "Lists the tags of a repository.")
    ],
    "registry tags": [
      HelpExample("agent-pipeline registry tags example.com/agent --filter '1.*'", "Lists the versions of 1.")
    ],
    "registry inspect": [
      HelpExample("agent-pipeline registry inspect example.com/agent:1.2 | jq .digest", "Prints a digest.")
    ],
    "registry referrers": [
      HelpExample(
        "agent-pipeline registry referrers example.com/agent:1.2.0", "Lists reports, SBOMs and signatures.")
    ],
    "cache": [HelpExample("agent-pipeline cache info", "Shows where the cache is, and its size.")],
    "cache info": [HelpExample("agent-pipeline cache info", "Shows where the cache is, and its size.")],
    "cache dir": [
      HelpExample("agent-pipeline cache dir", "Prints the directory that a CI system's cache has to keep.")
    ],
    "cache key": [
      HelpExample("agent-pipeline cache key agents/chat", "Prints the key of the agent's cache."),
      HelpExample("agent-pipeline cache key --prefix agents/chat", "Prints where an older key of it begins."),
    ],
    "cache verify": [HelpExample("agent-pipeline cache verify", "Removes damaged content; the next run fetches it.")],
    "cache prune": [
      HelpExample("agent-pipeline cache prune --max-size 5GB", "Keeps what was used last, up to 5 GB."),
      HelpExample("agent-pipeline cache prune --unused-for 720h", "Removes what was not used for 30 days."),
    ],
    "completion": [
      HelpExample("source <(agent-pipeline completion bash)", "For bash, in ~/.bashrc."),
      HelpExample("source <(agent-pipeline completion zsh)", "For zsh, in ~/.zshrc after `compinit`."),
      HelpExample("agent-pipeline completion fish | source", "For fish, in ~/.config/fish/config.fish."),
    ],
    "man": [
      HelpExample("agent-pipeline man | man -l -", "Shows the manual page."),
      HelpExample(
        "agent-pipeline man > agent-pipeline.1", "Writes it, for a directory such as /usr/local/share/man/man1."),
    ],
  ]

  private init(_ call: String, _ effect: String) {
    self.call = call
    self.effect = effect
  }

  /// The end of a help text.
  static func section(of path: [String]) -> [String] {
    guard let examples = all[path.joined(separator: " ")] else { return [] }
    return ["", "EXAMPLES:"] + examples.flatMap { ["  \($0.call)", "      \($0.effect)"] }
  }
}
