import PipelineCore
import TextFormats

/// The webhook event of the job: the file of `GITHUB_EVENT_PATH`.
///
/// Each field is read by itself: one that is missing, or that is of another type than GitHub documents, costs nothing
/// but itself.
struct GitHubEvent {
  private let value: JSONValue

  init?(_ file: [UInt8]) {
    guard let value = JSONValue(parsing: file) else { return nil }
    self.value = value
  }

  var defaultBranch: String? { text("/repository/default_branch") }

  // MARK: A pull request

  var hasPullRequest: Bool { has("/pull_request") }
  var number: String? { number("/pull_request/number") ?? number("/number") }
  var head: String? { text("/pull_request/head/ref") }
  var headCommit: String? { text("/pull_request/head/sha").flatMap(CIEnvironment.commitID) }
  var base: String? { text("/pull_request/base/ref") }
  /// `nil` if the fork was deleted.
  var headRepository: String? { text("/pull_request/head/repo/full_name") }

  // MARK: A comment

  var hasIssue: Bool { has("/issue") }
  var isAboutPullRequest: Bool { has("/issue/pull_request") }
  var issueNumber: String? { number("/issue/number") }

  // MARK: The end of another workflow

  var hasRun: Bool { has("/workflow_run") }
  var runEvent: String? { text("/workflow_run/event") }
  var runBranch: String? { text("/workflow_run/head_branch") }
  var runRepository: String? { text("/workflow_run/head_repository/full_name") }
  /// Only pull requests of the repository itself are listed.
  var runNumber: String? { number("/workflow_run/pull_requests/0/number") }

  private func has(_ pointer: String) -> Bool {
    guard let field = value.value(at: pointer) else { return false }
    return field != .null
  }

  private func text(_ pointer: String) -> String? {
    guard case .string(let text) = value.value(at: pointer), !text.isEmpty else { return nil }
    return text
  }

  private func number(_ pointer: String) -> String? {
    guard case .integer(let number) = value.value(at: pointer) else { return text(pointer) }
    return String(number)
  }
}
