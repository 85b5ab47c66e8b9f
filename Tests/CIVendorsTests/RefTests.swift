import Testing

@testable import CIVendors

@Suite("References and addresses") struct RefTests {
  @Test(arguments: [
    ("refs/heads/main", GitRef.branch("main")), ("main", .branch("main")), ("refs/heads/pull/5", .branch("pull/5")),
    ("pull-me", .branch("pull-me")), ("pull/five", .branch("pull/five")), ("pr/5/review", .branch("pr/5/review")),
    ("pull/5/merge/x", .branch("pull/5/merge/x")), ("refs/tags/v1", .tag("v1")),
    ("refs/pull/5/merge", .changeRequest("5")),
    ("refs/pull/5/head", .changeRequest("5")), ("pull/5", .changeRequest("5")), ("pr/5/merge", .changeRequest("5")),
    ("refs/merge-requests/7/head", .changeRequest("7")), ("refs/merge-requests/7/train", .changeRequest("7")),
    ("refs/pull-requests/7/from", .changeRequest("7")), ("refs/changes/34/1234/2", .changeRequest("1234")),
    ("refs/heads/gh-readonly-queue/main/pr-5-abc", .mergeQueue("5", target: "main")),
    ("gh-readonly-queue/main/x", .mergeQueue(nil, target: "main")), ("HEAD", .other), ("refs/heads/HEAD", .other),
    ("refs/for/main", .other),
  ])
  func `a reference is of a branch, a tag, a change request or a merge queue`(text: String, expected: GitRef) {
    #expect(GitRef(text) == expected)
  }

  @Test(arguments: [
    ("git@github.com:team/chatbot.git", "team/chatbot"), ("https://u:s@github.com/team/chatbot.git", "team/chatbot"),
    ("ssh://git@github.com:22/team/chatbot", "team/chatbot"), ("git://github.com/team/chatbot", "team/chatbot"),
    ("https://gitlab.com/team/agents/chatbot/", "team/agents/chatbot"), ("https://github.com/", nil), ("chatbot", nil),
    ("", nil), ("/srv/git/chatbot.git", nil),
  ])
  func `the slug is the path of the address`(address: String, slug: String?) {
    #expect(RepositoryURL.slug(address) == slug)
  }

  @Test(arguments: [
    ("git@github.com:team/chatbot.git", "https://GitHub.com/Team/Chatbot", true),
    ("git@github.com:team/chatbot.git", "https://gitlab.com/team/chatbot", false),
    ("https://github.com@evil.example/team/chatbot", "https://github.com/team/chatbot", false),
    ("https://github.com/team/chatbot", "https://github.com/eve/chatbot", false), ("", "", false),
  ])
  func `two addresses are of one repository if host and path agree`(one: String, other: String, areSame: Bool) {
    #expect(RepositoryURL.areSame(one, other) == areSame)
  }
}
