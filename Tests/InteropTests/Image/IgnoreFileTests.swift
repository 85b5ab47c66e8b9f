import FileIO
import OCIImage
import SystemPackage
import Testing

extension Interop {
  /// What Docker leaves out of an image, we leave out.
  @Suite struct `A .dockerignore` {
    private static let files = [
      "README.md", "README-secret.md", "main.py", "temp", "temp1", "docs/README.md", "docs/guide/a.md",
      "docs/guide/b.txt",
      "src/a/temp.txt", "src/a/b/temp/x", "src/foo", "src/bar/foo", "src/.hidden/foo", ".env", ".git-like/x", "a+b.txt",
      "größe/ä.md", "build/out/x.o", "build/keep/x.o", "sp ace/f",
    ]

    /// The examples of Docker's documentation, and what people write beside them. No exception with a wildcard below an
    /// ignored directory: Docker's classic builder does not look there, BuildKit does, and so do we.
    static let cases: [String] = [
      "# comment\n*/temp*\n*/*/temp*\ntemp?\n", "*.md\n!README*.md\nREADME-secret.md\n",
      "*.md\nREADME-secret.md\n!README*.md\n", "**/*.md\n*/../temp1\n", "*\n!src/**\n!main.py\n",
      "docs\n!docs/guide/a.md\nsp ace\n", "/src/bar/\n./temp\n  main.py  \n", "**/foo\n!src/bar/foo\n",
      "build/*\n!build/keep\ngr?ße\n", "**/.*\n[a-m]*\na\\+b.txt\n",
      "src/a/b/temp\nbuild/**\n!build/keep/x.o\n",
    ]

    @Test(.needsRoot, .needs("dockerd", "docker")) func `means what it means to Docker`() async throws {
      let docker = try await DockerEngine()
      if let refusal = docker.refusal { try Test.cancel("dockerd does not start here: \(refusal)") }
      let scratch = try Scratch()
      let directory = scratch.path.appending("context")
      for file in Self.files { try directory.appending(FilePath(file).components).write(file) }
      try directory.appending("Dockerfile").write("FROM scratch\nCOPY . /\n")
      for text in Self.cases {
        try directory.appending(".dockerignore").write(text)
        let archive = scratch.path.appending("out.tar")
        try await docker.call("build", "--quiet", "--tag", "ignoring", directory.string)
        try await docker.call("save", "--output", archive.string, "ignoring")
        let layer = "$(tar -tf \(archive) | grep -m 1 'layer\\.tar$\\|blobs/sha256/.*' )"
        let theirs = try await Tools.succeed(
          "sh", ["-c", "tar -xOf \(archive) \(layer) | tar --quoting-style=literal -tf -"]
        ).split(separator: "\n").map(String.init).filter { !$0.hasSuffix("/") }
        let ours = try DirectoryScanner(
          attributes: LayerAttributes(modified: 0), rules: IgnoreRules(parsing: text)
        ).scan(directory).filter { $0.contents != .directory }.map(\.path)
        #expect(Set(ours) == Set(theirs), "\(text)")
      }
    }
  }
}
