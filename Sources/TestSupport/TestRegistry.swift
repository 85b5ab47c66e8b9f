public import OCIImage
import Synchronization

/// An OCI registry in memory behind a real socket, which injects faults for tests.
public final class TestRegistry: Sendable {
  public enum Authentication: Sendable {
    case none
    case basic
    /// Tokens from `/token` of the same server, for the scopes asked for.
    case bearer
  }

  /// What the `Location` of an upload looks like.
  public enum LocationStyle: Sendable {
    case absolute
    case relative
    /// Under another origin, such as `http://127.0.0.1:5001`; that server answers the upload.
    case foreign(String)
  }

  /// How this registry differs from a plain one; may change while it runs.
  public struct Behaviour: Sendable {
    public var authentication = Authentication.none
    public var user = "ci"
    public var password = "secret"
    /// Accepted by the token endpoint as a refresh token.
    public var identityToken = "identity"
    public var location = LocationStyle.absolute
    /// Where blobs are fetched from instead, as `http://host:port`; the digest is appended as its path.
    public var blobOrigin: String?
    /// Whether a part of a blob can be asked for.
    public var servesRanges = true
    /// Whether a tag may only be set once.
    public var hasImmutableTags = false
    /// Replaces the `WWW-Authenticate` headers of 401 answers.
    public var challenges: [String]?
    /// Seconds that a token is valid for.
    public var tokenLifetime = 300
    public var tokenField = "token"
    /// Whether it keeps the received part of an upload whose connection broke.
    public var keepsBrokenUploads = false
    /// The minimum size of a chunk, except for the last; `nil` if chunks are refused.
    public var minimumChunk: Int? = 0
    /// Whether it takes blobs over from its other repositories.
    public var mountsBlobs = true
    /// Whether it has the referrers API.
    public var hasReferrers = true
    /// Entries of one page of a list.
    public var pageSize = 1000
    /// Text of a `Warning` header in every answer.
    public var warning: String?
    /// Whether every answer ends its connection: libcurl sends once more by itself where a kept one turns out broken.
    public var closesConnections = false
    /// Whether error answers repeat the request's `Authorization`.
    public var echoesAuthorization = false
    /// Actions a token never grants, whatever was asked for.
    public var deniedActions: Set<String> = []

    public init() {}
  }

  struct State {
    var blobs: [String: [UInt8]] = [:]
    var manifests: [String: (type: String, bytes: [UInt8])] = [:]
    var tags: [String: Digest] = [:]
    /// What each upload session has received.
    var uploads: [String: [UInt8]] = [:]
    var nextUpload = 1
    var smallChunks = 0
    var tokens: [String: Set<String>] = [:]
    var faults: [TestFault] = []
    var behaviour = Behaviour()
  }

  let state = Mutex(State())
  /// Set once, right after the server exists, because server and registry know each other.
  private let serverBox = Mutex<TestHTTPServer?>(nil)

  public init(_ configure: (inout Behaviour) -> Void = { _ in }) throws {
    state.withLock { configure(&$0.behaviour) }
    let server = try TestHTTPServer(
      bodyFault: { [weak self] in self?.bodyFault($0) }, onBroken: { [weak self] in self?.keep($0) },
      { [weak self] in self?.respond(to: $0) ?? TestResponse(503) })
    serverBox.withLock { $0 = server }
  }

  public func stop() {
    serverBox.withLock { $0 }?.stop()
  }

  public var host: String { serverBox.withLock { $0?.host } ?? "" }
  public var origin: String { "http://\(host)" }
  public var requests: [TestRequest] { serverBox.withLock { $0 }?.requests ?? [] }

  public func change(_ body: (inout Behaviour) -> Void) {
    state.withLock { body(&$0.behaviour) }
  }

  /// Adds a fault after those that are waiting.
  public func inject(_ fault: TestFault) {
    state.withLock { $0.faults.append(fault) }
  }

  public func put(blob: [UInt8], in repository: String) -> Digest {
    let digest = SHA256.digest(of: blob)
    state.withLock { $0.blobs["\(repository)@\(digest)"] = blob }
    return digest
  }

  public func put(manifest: [UInt8], type: String, in repository: String, tag: String? = nil) -> Digest {
    let digest = SHA256.digest(of: manifest)
    state.withLock { state in
      state.manifests["\(repository)@\(digest)"] = (type, manifest)
      if let tag { state.tags["\(repository):\(tag)"] = digest }
    }
    return digest
  }

  public func blob(_ digest: Digest, in repository: String) -> [UInt8]? {
    state.withLock { $0.blobs["\(repository)@\(digest)"] }
  }

  public func tag(_ name: String, in repository: String) -> Digest? {
    state.withLock { $0.tags["\(repository):\(name)"] }
  }

  /// Removes a blob, as an overeager clean-up does.
  public func lose(_ digest: Digest, in repository: String) {
    state.withLock { $0.blobs["\(repository)@\(digest)"] = nil }
  }

  /// Uploads begun and neither finished nor deleted.
  public var openUploads: Int { state.withLock { $0.uploads.count } }
}
