import AgentManifest
import Diagnostics
public import OCIImage

/// The image that a build left in its directory.
public struct BuiltImage: Sendable, Hashable, Codable {
  /// The name of the image's layout in the build's directory.
  public static let layoutDirectory = "image"
  /// The name of the layout for what only the tests need.
  public static let testLayoutDirectory = "test-dependencies"

  /// `metadata.name`: an image is published under no other agent's name.
  public var agent: String
  /// Of the manifest; of the index if there are several platforms.
  public var descriptor: Descriptor
  /// What can be tested: this machine's, or the first if it is not among them.
  public var platform: Platform
  /// The manifests behind an index, each with its platform; empty if `descriptor` is the image itself.
  public var parts: [Descriptor] = []
  /// `spec.dev_dependencies`: unpacked on top of the image for its tests, never part of it.
  public var testLayer: Layer?
  /// `test.include`: for the tests, too.
  public var testFiles: Layer?
  /// Where the dependencies stand, by the variable that finds them.
  public var testSearchPaths: [String: String]
  /// `nil` outside of a repository.
  public var revision: SourceRevision?
  /// Where a registry may find the base's layers itself; `nil` if the base came from elsewhere.
  public var base: BaseOrigin?

  public init(
    agent: String, descriptor: Descriptor, platform: Platform, testLayer: Layer? = nil,
    testSearchPaths: [String: String] = [:], revision: SourceRevision?
  ) {
    self.agent = agent
    self.descriptor = descriptor
    self.platform = platform
    self.testLayer = testLayer
    self.testSearchPaths = testSearchPaths
    self.revision = revision
  }

  /// What is unpacked on top of the image for its tests.
  public var testLayers: [Layer] { [testLayer, testFiles].compactMap(\.self) }

  /// The images, one a platform.
  public var images: [Descriptor] { parts.isEmpty ? [descriptor] : parts }

  /// The image that can be tested.
  public var testedImage: Descriptor { parts.first { $0.platform == platform } ?? descriptor }

  public struct BaseOrigin: Sendable, Hashable, Codable {
    /// Without tag and digest.
    public var repository: String
    public var layers: [Digest]
  }
}

/// The commit that an image is built from.
public struct SourceRevision: Sendable, Hashable, Codable {
  /// The full id.
  public var commit: String
  /// The committer's, in seconds since 1970.
  public var time: Int64
  /// Whether files below the agent's directory differ from the commit.
  public var isDirty: Bool
  /// Where the source is published, as a web address; `nil` for a remote on a disk.
  public var sourceURL: String?
  /// The version that the commit and its history give the image; `nil` if they cannot say it.
  public var version: String?

  public init(commit: String, time: Int64, isDirty: Bool, sourceURL: String?, version: String? = nil) {
    self.commit = commit
    self.time = time
    self.isDirty = isDirty
    self.sourceURL = sourceURL
    self.version = version
  }

  /// What the image says it was built from.
  var label: String { isDirty ? "\(commit)-dirty" : commit }
}

extension SourceRevision? {
  /// Outside of a repository, only the manifest can say a version.
  func version(orOf manifest: AgentManifest) -> String? { map(\.version) ?? manifest.metadata.version?.value }
}
