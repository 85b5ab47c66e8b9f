import Diagnostics
import Testing

@testable import ImageBuilding

@Suite("Search paths of agent.yaml") struct SearchPathsTests {
  private static let venv = "/opt/agent/venv/bin"

  @Test(
    arguments: [
      ("PYTHONPATH", "/app/src", nil, nil, "/app/src"),
      ("PYTHONPATH", "/app/src", nil, "/base/lib", "/app/src:/base/lib"),
      ("PYTHONPATH", "$PYTHONPATH:/app/src", nil, "/base/lib", "/base/lib:/app/src"),
      ("PYTHONPATH", ":/app/src::", nil, nil, "/app/src"),
      ("NODE_PATH", "/app/lib", "/opt/node", "/base", "/opt/node:/app/lib:/base"),
      // A complete PATH, as people copy it from a shell, does not hide the virtual environment.
      (
        "PATH", "/usr/local/bin:/usr/bin", "\(venv):/usr/bin:/bin", "/usr/bin:/bin",
        "\(venv):/usr/local/bin:/usr/bin:/bin"
      ),
      ("PATH", "/app/bin:${PATH}", "\(venv):/bin", "/bin", "\(venv):/app/bin:/bin"),
      ("PATH", "", nil, "/bin", "/bin"),
      ("PATH", "/app/bin", nil, nil, "/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ] as [(String, String, String?, String?, String)])
  func `join the builder's and the base's`(
    name: String, own: String, builder: String?, base: String?, expected: String
  ) {
    #expect(SearchPaths.joined(name, own: own, builder: builder, base: base) == expected)
  }

  @Test(arguments: [
    ("/app/src", "/app/src${P:+:$P}"), ("/a:/b", "/a:/b${P:+:$P}"), ("$P:/a", "${P:+$P:}/a"),
    ("/a:${P}:/b", "/a${P:+:$P}:/b"), ("", "$P"), ("$P", "$P"), ("/it's/<$x>", "/it's/<\\$x>${P:+:$P}"),
  ])
  func `join the base's in a Dockerfile, where it is not known yet`(own: String, expected: String) {
    #expect(SearchPaths.expanding("P", own: own) { $0.replacing("$", with: "\\$") } == expected)
  }

  @Test func `join the image's in a test`() throws {
    let image = ["PATH": "\(Self.venv):/bin", "LANG": "C", "VIRTUAL_ENV": "/opt/agent/venv"]
    let found = try SearchPaths.adding(["PATH": "/t", "LANG": "de", "PYTHONPATH": "/x"], to: image, at: nil)
    #expect(found == image.merging(["PATH": "/t:\(Self.venv):/bin", "LANG": "de", "PYTHONPATH": "/x"]) { $1 })
  }

  @Test(arguments: ["PYTHONHOME", "VIRTUAL_ENV"])
  func `that hide the agent's packages are an error`(name: String) throws {
    let image = ["VIRTUAL_ENV": "/opt/agent/venv"]
    let failure = #expect(throws: Failure.self) { try SearchPaths.adding([name: "/usr"], to: image, at: nil) }
    #expect(failure?.diagnostic.code == "environment-hides-packages")
    #expect(try SearchPaths.adding([name: "/usr"], to: [:], at: nil) == [name: "/usr"])
    #expect(try SearchPaths.adding(["VIRTUAL_ENV": "/opt/agent/venv"], to: image, at: nil) == image)
  }
}
