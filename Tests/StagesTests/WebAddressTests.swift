import ImageBuilding
import Testing

@testable import Stages

@Suite("Web addresses of remotes") struct WebAddressTests {
  @Test(
    arguments: [
      ("git@github.com:team/agent.git", "https://github.com/team/agent"),
      // As reports have it: without the user.
      ("github.com:team/agent.git", "https://github.com/team/agent"),
      ("https://github.com/team/agent", "https://github.com/team/agent"),
      ("https://bot:secret@gitlab.com/group/sub/agent.git", "https://gitlab.com/group/sub/agent"),
      ("http://git.example.com:3000/team/agent.git", "https://git.example.com:3000/team/agent"),
      // The port of SSH is none of the web's.
      ("ssh://git@gitlab.example.com:2222/team/agent.git", "https://gitlab.example.com/team/agent"),
      ("git://example.com:9418/agent", "https://example.com/agent"),
      ("file:///srv/git/agent.git", nil), ("/srv/git/agent.git", nil), ("../agent", nil), ("./a:b", nil), ("", nil),
      ("https://", nil),
    ] as [(String, String?)])
  func `are what a browser opens`(remote: String, expected: String?) {
    #expect(SourceRevision.webAddress(remote) == expected)
  }
}
