import AgentManifest
import Diagnostics
import OCIImage
import PipelineCore

/// The image in the run folder, for the stages after build.
struct BuiltImage: PersistentFact {
  static let factName = "built-image"

  /// The run folder's image layout.
  static let layoutFolder = "image"
  /// The run folder's layout for what only the tests need.
  static let testLayoutFolder = "test-dependencies"

  /// `metadata.name`: an image is published under no other agent's name.
  var agent: String
  /// Of the manifest; of the index where there are several platforms.
  var descriptor: Descriptor
  /// What can be tested: this machine's, or the first where it is not among them.
  var platform: Platform
  /// The manifests behind an index, each with its platform; empty where `descriptor` is the image itself.
  var parts: [Descriptor] = []
  /// `spec.dev_dependencies`: unpacked on top of the image for its tests, never part of it.
  var testLayer: Layer?
  /// Where those stand, by the variable that finds them.
  var testSearchPaths: [String: String]
  /// Nothing outside of a repository.
  var revision: SourceRevision?
  /// Where a registry may find the base's layers itself; nothing where the base came from elsewhere.
  var base: BaseOrigin?

  /// The images, one a platform.
  var images: [Descriptor] { parts.isEmpty ? [descriptor] : parts }

  /// The image that can be tested.
  var testedImage: Descriptor { parts.first { $0.platform == platform } ?? descriptor }

  struct BaseOrigin: Sendable, Hashable, Codable {
    /// Without tag and digest.
    var repository: String
    var layers: [Digest]
  }
}

extension RunState {
  /// The agent's image that the build stage left.
  /// - Throws: where there is none, or the run folder holds another agent's.
  func builtImage(of manifest: AgentManifest) throws(Failure) -> BuiltImage {
    let built = try require(BuiltImage.self, from: .build)
    guard built.agent == manifest.metadata.name.value else {
      throw Failure(
        .usage,
        .error(
          "image-of-another-agent", "the run folder holds the image of `\(built.agent)`, not of this agent",
          at: manifest.metadata.name.location,
          hints: [
            "run `agent-pipeline build` for this agent", "give each agent a run folder of its own with --work-dir",
          ]))
    }
    return built
  }
}
