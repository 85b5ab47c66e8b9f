/// What the exit statuses of the contract mean, in words.
public enum ExitStatus {
  public static func meaning(_ status: Int32) -> String {
    switch status {
    case 0: "every stage that ran passed"
    case 1: "the agent is at fault: its manifest, build, test or tag"
    case 2: "wrong usage or settings"
    case 3: "infrastructure: an engine, a registry, the network, credentials or the git history"
    case 4: "the time limit was reached"
    case 130: "interrupted (SIGINT)"
    case 143: "terminated (SIGTERM)"
    case 129...: "stopped by signal \(status - 128)"
    default: "an unknown failure"
    }
  }
}
