/// The version decision, with the reason for each commit's vote.
public struct VersionReport: PersistentFact, Hashable {
  public static let factName = "version"

  public var next: String
  public var previous: String?
  /// `major`, `minor`, `patch`, `prerelease` or `none`.
  public var bump: String
  /// The git tag the decision starts from.
  public var base: String?
  public var release: Bool
  public var explanation: [Vote]
  /// The reason in one sentence.
  public var reason: String?
  /// Tags that look like versions but took no part.
  public var ignoredTags: [IgnoredTag]?
  /// What the release brings, in Markdown.
  public var notes: String?
  /// The file with the notes. As a fact its path is relative to the work directory.
  public var notesFile: String?
  /// What the image says is its version (`org.opencontainers.image.version`).
  public var label: String?

  public struct IgnoredTag: Sendable, Hashable, Codable {
    public var name: String
    public var reason: String

    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  public struct Vote: Sendable, Hashable, Codable {
    public var commit: String
    public var subject: String
    public var type: String?
    public var bump: String
    public var ignoredBecause: String?
    /// Why this bump, if that is not obvious, or what its author may have meant differently.
    public var note: String?

    public init(
      commit: String, subject: String, type: String?, bump: String, ignoredBecause: String?, note: String? = nil
    ) {
      self.note = note
      self.commit = commit
      self.subject = subject
      self.type = type
      self.bump = bump
      self.ignoredBecause = ignoredBecause
    }
  }

  public init(next: String, previous: String?, bump: String, base: String?, release: Bool, explanation: [Vote]) {
    self.next = next
    self.previous = previous
    self.bump = bump
    self.base = base
    self.release = release
    self.explanation = explanation
  }
}

/// The built image; where only its tags are known, all but these is `nil` or empty.
public struct ImageReport: PersistentFact, Hashable {
  public static let factName = "image"

  /// What built it: `oci` or `docker`.
  public var engine: String?
  public var digest: String?
  public var mediaType: String?
  public var platforms: [String] = []
  /// The base images, one a platform, each pinned to its digest; `nil` if there is none.
  public var bases: [String]?
  /// Of the manifest, the configuration and all layers.
  public var sizeBytes: Int64?
  /// The directory of the OCI image layout. As a fact it is relative to the work directory, which may move between CI jobs.
  public var layout: String?
  public var tags: [String] = []
  public var layers: [Layer] = []

  public struct Layer: Sendable, Hashable, Codable {
    public enum Role: String, Sendable, Hashable, Codable {
      case base, dependencies, application
    }

    public var role: Role
    public var digest: String
    public var diffID: String
    public var sizeBytes: Int64
    public var cached: Bool

    public init(role: Role, digest: String, diffID: String, sizeBytes: Int64, cached: Bool) {
      self.role = role
      self.digest = digest
      self.diffID = diffID
      self.sizeBytes = sizeBytes
      self.cached = cached
    }
  }

  /// An image that is not built yet.
  public init(tags: [String]) {
    self.tags = tags
  }

  public init(
    engine: String, digest: String, mediaType: String, platforms: [String], sizeBytes: Int64, layout: String,
    layers: [Layer]
  ) {
    self.engine = engine
    self.digest = digest
    self.mediaType = mediaType
    self.platforms = platforms
    self.sizeBytes = sizeBytes
    self.layout = layout
    self.layers = layers
  }
}

/// One reference that was pushed, or was to be.
public struct PushReport: Sendable, Hashable, Codable {
  public enum Status: String, Sendable, Hashable, Codable {
    case pushed, unchanged, failed
  }

  public var reference: String
  public var digest: String
  public var status: Status
  /// The failure class, such as `auth` or `network`.
  public var `class`: String?
  public var retries = 0
  /// Waited before the retries; `nil` if there were none.
  public var waitedSeconds: Double?
  public var bytesUploaded: Int64 = 0
  public var bytesMounted: Int64 = 0
  public var durationSeconds = 0.0

  public init(reference: String, digest: String, status: Status) {
    self.reference = reference
    self.digest = digest
    self.status = status
  }
}

/// What the push stage did, one entry a reference.
public struct PushedImage: PersistentFact, Hashable {
  public static let factName = "pushed"

  public var references: [PushReport]

  public init(references: [PushReport]) {
    self.references = references
  }
}
