import OCIImage
import PipelineCore
import Testing

@testable import ImageBuilding

@Suite struct `reading a Dockerfile before it is built` {
  private static let text = """
    # syntax=docker/dockerfile:1
    ARG VERSION=3.11
    ARG BASE
    FROM --platform=$BUILDPLATFORM golang:1.22 AS build
    RUN echo FROM nothing \\
        FROM nothing
    FROM python:${VERSION}-slim as base
    COPY --from=build /x /x
    COPY --from=registry.example.com/tools:1 /y /y
    COPY --from=0 /z /z
    FROM base AS test
    FROM ${BASE:-alpine} AS extra
    FROM $HIDDEN
    FROM base
    """

  @Test func `finds the images it starts from`() {
    let reader = DockerfileReader(Self.text, arguments: [:])
    #expect(reader.images == ["golang:1.22", "python:3.11-slim", "registry.example.com/tools:1", "alpine"])
    let other = DockerfileReader(Self.text, arguments: ["VERSION": "3.12", "BASE": "busybox", "HIDDEN": "x"])
    #expect(other.images == ["golang:1.22", "python:3.12-slim", "registry.example.com/tools:1", "busybox", "x"])
  }

  @Test(
    arguments: [
      (nil, "python:3.11-slim"), ("test", "python:3.11-slim"), ("TEST", "python:3.11-slim"), ("build", "golang:1.22"),
      ("2", "python:3.11-slim"), ("4", nil),
    ] as [(String?, String?)])
  func `follows the built stage down to its base`(target: String?, base: String?) {
    #expect(DockerfileReader(Self.text, arguments: [:]).base(target: target) == base)
  }

  @Test(arguments: ["", "FROM scratch\n", "RUN x", "FROM", "FROM ${X", "\\"])
  func `takes what is no Dockerfile`(text: String) {
    let reader = DockerfileReader(text, arguments: [:])
    #expect(reader.images.isEmpty && reader.base(target: nil) == nil)
  }
}

@Suite struct `the roles of an engine's layers` {
  private func roles(_ steps: [String?], base: Int, directories: [String] = []) -> [String] {
    let digests = (0..<9).compactMap { Digest(hex: String(repeating: "\($0)", count: 64)) }
    var config = ImageConfig(platform: .host)
    config.rootfs.diffIDs = Array(digests.prefix(steps.count { $0 != nil }))
    config.history = steps.map { step in
      var entry = ImageConfig.History(created: nil, createdBy: step ?? "ENV A=1")
      entry.emptyLayer = step == nil
      return entry
    }
    return LayerRoles(base: Array(digests.prefix(base)), dependencyDirectories: directories).roles(of: config).map(
      \.rawValue)
  }

  @Test func `come from BuildKit's history`() {
    let steps: [String?] = [
      "base", "COPY /opt/agent/python/ /opt/agent/python/ # buildkit", nil, "RUN /bin/sh -c pip install . # buildkit",
      "COPY source /app/ # buildkit", "WORKDIR /app",
    ]
    #expect(
      roles(steps, base: 1, directories: ["/opt/agent/python"])
        == ["base", "dependencies", "dependencies", "application", "application"])
  }

  @Test func `come from the classic builder's history`() {
    let steps: [String?] = [
      "base", "/bin/sh -c #(nop) COPY dir:12 in /opt/agent/python/ ", "python -m pip install x",
      "/bin/sh -c #(nop) COPY dir:34 in /app/ ",
    ]
    #expect(
      roles(steps, base: 1, directories: ["/opt/agent/python"]) == [
        "base", "dependencies", "dependencies", "application",
      ])
  }

  @Test func `are the application's where nothing is known`() {
    #expect(roles(["COPY a /b", "COPY c /d"], base: 0) == ["application", "application"])
  }
}
