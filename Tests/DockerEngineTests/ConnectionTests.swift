import Diagnostics
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct `an engine's address` {
  @Test(arguments: [
    ("unix:///run/docker.sock", "http://localhost", "/run/docker.sock"),
    ("tcp://10.0.0.1", "http://10.0.0.1:2375", nil),
    ("tcp://docker:1234/", "http://docker:1234", nil), ("http://[::1]:2375", "http://[::1]:2375", nil),
    ("https://host", "https://host:2376", nil),
  ])
  func `is read as DOCKER_HOST writes it`(text: String, origin: String, socket: String?) throws {
    let address = try EngineAddress(parsing: text)
    #expect(address.origin == origin)
    #expect(address.socket == socket.map { FilePath($0) })
    #expect(address.description == text)
  }

  @Test(arguments: [
    "docker.sock", "unix://docker.sock", "ssh://me@host", "npipe:////./pipe/x", "tcp://", "tcp://host/path",
    "tcp://a b",
    "unix:///" + String(repeating: "a", count: 107),
  ])
  func `is refused where it is none`(text: String) {
    let failure = #expect(throws: EngineFailure.self) { try EngineAddress(parsing: text) }
    #expect(failure?.failureKind == .usage)
    #expect(failure?.message.contains("`\(text)`") == true)
  }

  @Test(
    arguments: [
      ([:], nil), (["DOCKER_TLS_VERIFY": "1"], EngineAddress.Security(directory: "/home/me/.docker", verifies: true)),
      (["DOCKER_CERT_PATH": "/certs"], EngineAddress.Security(directory: "/certs", verifies: false)),
      (["DOCKER_CERT_PATH": "/certs", "DOCKER_TLS_VERIFY": "1"], .init(directory: "/certs", verifies: true)),
    ] as [([String: String], EngineAddress.Security?)])
  func `gets TLS from Docker's own variables`(variables: [String: String], security: EngineAddress.Security?) throws {
    let address = try EngineAddress(
      parsing: "tcp://host:2376", environment: variables.merging(["HOME": "/home/me"]) { $1 })
    #expect(address.security == security)
    #expect(address.origin.hasPrefix(security == nil ? "http:" : "https:"))
  }

  @Test func `is one of the usual sockets where nothing is set`() throws {
    let found = try EngineAddress.candidates(["XDG_RUNTIME_DIR": "/run/user/7"], user: 7).compactMap(\.socket?.string)
    #expect(
      found == [
        "/var/run/docker.sock", "/run/user/7/docker.sock", "/run/user/7/podman/podman.sock", "/run/podman/podman.sock",
      ])
    #expect(try EngineAddress.candidates(["CONTAINER_HOST": "unix:///x"], user: 7) == [.socket("/x")])
  }
}

@Suite struct `connecting to an engine` {
  @Test func `tells Docker from podman`() async throws {
    let docker = try FakeEngine()
    let podman = try FakeEngine(ping: FakeEngine.podmanPing.map { (name: $0.0, value: $0.1) })
    #expect(try await docker.client().kind == .docker)
    #expect(try await docker.client().product == "Docker/20.10.24")
    #expect(try await podman.client().kind == .podman)
    #expect(try await podman.client().hasBuildKit == false)
    #expect(try await docker.client().hasBuildKit)
    let windows = try FakeEngine(ping: [("Api-Version", "1.41"), ("Ostype", "windows")])
    #expect(try await windows.client().hasBuildKit == false)
  }

  @Test(arguments: [("1.39", "1.39"), ("1.41", "1.41"), ("1.52", "1.47")])
  func `agrees on a version`(offered: String, agreed: String) async throws {
    let engine = try FakeEngine(ping: [("Api-Version", offered)]) { request in
      request.path == "/v\(agreed)/images/x/json" ? TestResponse(200, text: #"{"Id":"sha256:1"}"#) : nil
    }
    #expect(try await engine.client().version.description == agreed)
    #expect(try await engine.client().image("x")?.id == "sha256:1")
    #expect(try await engine.client(["DOCKER_API_VERSION": "1.40"]).version == APIVersion(1, 40))
  }

  @Test(
    arguments: [
      ([("Api-Version", "1.30")], [:], EngineFailure.Code.tooOld), ([], [:], .malformedAnswer),
      ([("Api-Version", "1.41")], ["DOCKER_API_VERSION": "new"], .invalidAddress),
    ] as [([(String, String)], [String: String], EngineFailure.Code)])
  func `refuses what it cannot speak with`(
    ping: [(String, String)], environment: [String: String], code: EngineFailure.Code
  ) async throws {
    let engine = try FakeEngine(ping: ping.map { (name: $0.0, value: $0.1) })
    let failure = await #expect(throws: EngineFailure.self) { _ = try await engine.client(environment) }
    #expect(failure?.code == code)
  }

  @Test func `nobody at the socket is the engine's absence, with what to do`() async throws {
    let connector = EngineConnector(environment: ["DOCKER_HOST": "unix:///nowhere/docker.sock"], version: "test")
    let failure = await #expect(throws: EngineFailure.self) { _ = try await connector.connect() }
    #expect(failure?.code == .unreachable)
    #expect(failure?.failureKind == .infrastructure)
    #expect(failure?.message.contains("unix:///nowhere/docker.sock") == true)
    #expect(failure?.hints.first?.contains("DOCKER_HOST") == true)
  }

  @Test func `an engine that asks for a client's certificate gets it, and a missing one is named`() async throws {
    let connector = EngineConnector(
      environment: ["DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/nowhere"],
      version: "test")
    let failure = await #expect(throws: EngineFailure.self) { _ = try await connector.connect() }
    #expect(failure?.code == .unreachable)
  }
}
