import HTTPTransport
import TextFormats

/// GitHub and GitHub Enterprise; Gitea and Forgejo have the same requests below `/api/v1`.
///
/// docs.github.com/rest/releases; Gitea's swagger, `repoCreateRelease`.
struct GitHubForge: ReleaseAPI {
  let name = "github"
  let title = "GitHub"
  let publicBaseURL = "https://api.github.com"
  let notesLimit = 125_000
  let missing: Set = [404]

  func headers(_ access: ForgeAccess) -> HTTPHeaders {
    [
      "Authorization": "Bearer \(access.token)", "Accept": "application/vnd.github+json",
      "X-GitHub-Api-Version": "2022-11-28",
    ]
  }

  func repositoryPath(_ repository: String) -> String? {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts.allSatisfy(URLPath.isPart) else { return nil }
    return parts.map(URLPath.part).joined(separator: "/")
  }

  func lookup(_ tag: String, in repository: String) -> String {
    "repos/\(repository)/releases/tags/\(URLPath.part(tag))"
  }

  func creation(of release: ForgeRelease, notes: String, in repository: String) -> (path: String, body: JSONValue) {
    (
      "repos/\(repository)/releases",
      .object([
        "tag_name": .string(release.tag), "target_commitish": .string(release.commit), "name": .string(release.name),
        "body": .string(notes), "draft": .boolean(false), "prerelease": .boolean(release.isPrerelease),
        // A string for GitHub; Gitea does not know it.
        "make_latest": .string(release.isLatest && !release.isPrerelease ? "true" : "false"),
      ])
    )
  }

  /// Without `make_latest`: an old release whose notes are mended does not become the latest.
  func update(
    of found: FoundRelease, to release: ForgeRelease, notes: String, in repository: String
  ) -> (method: HTTPRequest.Method, path: String, body: JSONValue) {
    var members: [String: JSONValue] = ["name": .string(release.name), "body": .string(notes)]
    // Gitea finds drafts too, and does not create a release beside one.
    if found.isDraft { members["draft"] = .boolean(false) }
    return (.patch, "repos/\(repository)/releases/\(found.id)", .object(members))
  }

  func release(in answer: JSONValue) -> FoundRelease? {
    guard case .object(let members) = answer, case .integer(let id)? = members["id"], members["tag_name"] != nil else {
      return nil
    }
    return FoundRelease(
      id: String(id), name: members["name"]?.text ?? "", notes: members["body"]?.text ?? "",
      isDraft: members["draft"] == .boolean(true), url: members["html_url"]?.text)
  }

  func remedies(for code: ForgeFailure.Code, _ access: ForgeAccess) -> [String] {
    let permission = [
      "on GitHub, give the job `permissions: contents: write`, or set a token that may write contents",
      "on Gitea and Forgejo, set a token with the scope `write:repository`",
    ]
    return switch code {
    case .auth: ["check that the token is complete and has not expired"] + permission
    case .denied: permission
    case .notFound:
      ["check the repository `\(access.repository)` and the API's address `\(access.baseURL)`"] + permission
    case .refused:
      [
        "push the tag first; if a draft has the same tag, publish or delete it",
        "check whether a rule of the repository protects the tag",
      ]
    case .rateLimited: ["run the tag stage again when the limit has passed"]
    case .network, .unsafeURL, .unexpectedAnswer: []
    }
  }
}
