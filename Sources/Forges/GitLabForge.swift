import HTTPTransport
import TextFormats

/// GitLab, on gitlab.com and self-managed (docs.gitlab.com/api/releases).
struct GitLabForge: ReleaseAPI {
  let name = "gitlab"
  let title = "GitLab"
  let publicBaseURL = "https://gitlab.com/api/v4"
  let notesLimit = 1_000_000
  /// Until GitLab 13 it was forbidden to read a release that does not exist. A token that may not read may not create.
  let missing: Set = [403, 404]

  func headers(_ access: ForgeAccess) -> HTTPHeaders {
    [access.isJobToken ? "JOB-TOKEN" : "PRIVATE-TOKEN": access.token, "Accept": "application/json"]
  }

  func repositoryPath(_ repository: String) -> String? {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isNumber = parts.count == 1 && !repository.isEmpty && repository.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber || parts.count > 1 && parts.allSatisfy(URLPath.isPart) else { return nil }
    return URLPath.part(repository)
  }

  func lookup(_ tag: String, in repository: String) -> String {
    "projects/\(repository)/releases/\(URLPath.part(tag))"
  }

  /// GitLab orders releases by their dates, and knows no prereleases.
  func creation(of release: ForgeRelease, notes: String, in repository: String) -> (path: String, body: JSONValue) {
    (
      "projects/\(repository)/releases",
      .object([
        "tag_name": .string(release.tag), "ref": .string(release.commit), "name": .string(release.name),
        "description": .string(notes),
      ])
    )
  }

  func update(
    of found: FoundRelease, to release: ForgeRelease, notes: String, in repository: String
  ) -> (method: HTTPRequest.Method, path: String, body: JSONValue) {
    (
      .put, lookup(release.tag, in: repository),
      .object(["name": .string(release.name), "description": .string(notes)])
    )
  }

  func release(in answer: JSONValue) -> FoundRelease? {
    guard case .object(let members) = answer, let tag = members["tag_name"]?.text else { return nil }
    return FoundRelease(
      id: tag, name: members["name"]?.text ?? "", notes: members["description"]?.text ?? "", isDraft: false,
      url: answer.value(at: "/_links/self")?.text)
  }

  func remedies(for code: ForgeFailure.Code, _ access: ForgeAccess) -> [String] {
    let permission =
      access.isJobToken
      ? "run the job as a user with the role Developer, or set a project access token with the scope `api`"
      : "use a token with the scope `api` of a user with the role Developer"
    return switch code {
    case .auth: ["check that the token is complete and has not expired", permission]
    case .denied: [permission, "if the tag is protected, let that user create it"]
    case .notFound:
      [
        "check the project `\(access.repository)` and the API's address `\(access.baseURL)`", permission,
        "a job token reaches another project only if that project allows it",
      ]
    case .refused: ["push the tag first", "check whether a rule of the project protects the tag"]
    case .rateLimited: ["run the tag stage again when the limit has passed"]
    case .network, .unsafeURL, .unexpectedAnswer: []
    }
  }
}
