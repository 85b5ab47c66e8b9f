import HTTPTransport
import OCIImage
import Synchronization
import Testing

@testable import OCIRegistry

@Suite("HostRules") struct HostRulesTests {
  @Test(arguments: [
    ("localhost", true, true), ("127.0.0.1", true, true), ("127.255.0.9", true, true), ("[::1]", true, true),
    ("localhost.evil.com", false, false), ("127.0.0.1.nip.io", false, false), ("128.0.0.1", false, false),
    ("10.1.2.3", false, true), ("172.16.0.1", false, true), ("172.32.0.1", false, false),
    ("192.168.1.1", false, true), ("169.254.169.254", false, true), ("100.64.0.1", false, true),
    ("0.0.0.0", false, true), ("[fe80::1]", false, true), ("[fd00::1]", false, true),
    ("[::ffff:10.0.0.1]", false, true), ("[2001:db8::1]", false, false), ("[::]", false, true),
    ("registry.example.com", false, false), ("8.8.8.8", false, false),
  ])
  func `knows this machine and private addresses`(host: String, isLoopback: Bool, isPrivate: Bool) throws {
    #expect(try HTTPURL("http://\(host)/").isLoopback == isLoopback)
    #expect(HostRules.isPrivate(host) == isPrivate)
  }

  @Test(arguments: [
    "localhost.", "127.0.0.1.", "169.254.169.254.", "10.0.0.", "registry.localhost", "a.localhost.",
  ])
  func `knows this machine by its other names`(host: String) {
    #expect(HostRules.isPrivate(host))
    #expect(!HostRules.isPrivate("not\(host).example.com"))
  }

  @Test(arguments: [
    ("10.0.0.1", "10.0.0.2", true), ("registry.example.com", "10.0.0.2", false),
    ("127.0.0.1", "169.254.169.254", false),
    ("10.0.0.1", "[fe80::1]", false), ("10.0.0.1", "[::ffff:169.254.169.254]", false),
    ("169.254.0.9", "169.254.0.9", true), ("10.0.0.1", "storage.example.com", true),
  ])
  func `lets private registries send to private neighbours, nobody to link-local addresses`(
    registry: String, target: String, isAllowed: Bool
  ) throws {
    #expect(
      HostRules.mayBeSent(from: try HTTPURL("https://\(registry)/"), to: try HTTPURL("https://\(target)/")) == isAllowed
    )
  }

  @Test(arguments: [
    ("Registry.LAN:5000", "registry.lan:5000"), ("[FD00::0:1]:5000", "[fd00::1]:5000"),
    ("http://registry.lan:5000/", "registry.lan:5000"), ("registry.lan", "registry.lan:80"),
    ("registry.lan:80", "registry.lan"), ("[fd00::1]", "[fd00::1]:5000"),
  ])
  func `finds an insecure host however it is written`(setting: String, host: String) async throws {
    let asked = Mutex<[String]>([])
    let http = HTTPClient { (request) async throws(HTTPFailure) in
      asked.withLock { $0.append(request.url.string) }
      return HTTPResponse(status: 200)
    }
    let reference = try Reference(parsing: "\(host)/app")
    let client = RegistryClient(
      for: reference, http: http, keychain: .empty,
      configuration: RegistryClient.Configuration(insecureHosts: [setting]))
    _ = try await client.connected()
    #expect(asked.withLock { $0 } == ["http://\(host)/v2/"])
  }

  @Test(arguments: [
    ("http://registry.lan:5000/", true), ("http://registry.lan:5001/", false), ("http://any.lan:1/", true),
    ("http://localhost:9/", true), ("http://localhost.evil.com/", false),
  ])
  func `speaks plain HTTP only where told to`(url: String, isAllowed: Bool) throws {
    let hosts: Set = ["registry.lan:5000", "any.lan"]
    #expect(HostRules.mayUsePlainHTTP(try HTTPURL(url), insecureHosts: hosts) == isAllowed)
  }
}
