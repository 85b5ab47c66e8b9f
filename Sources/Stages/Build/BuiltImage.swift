import OCIImage
import PipelineCore

/// The image in the run folder, for the stages after build.
struct BuiltImage: PersistentFact {
  static let factName = "built-image"

  /// The run folder's image layout.
  static let layoutFolder = "image"
  /// The run folder's layout for what only the tests need.
  static let testLayoutFolder = "test-dependencies"

  /// Of the manifest.
  var descriptor: Descriptor
  var platform: Platform
  /// `spec.dev_dependencies`: unpacked on top of the image for its tests, never part of it.
  var testLayer: Layer?
  /// Where those stand.
  var testDependencyFolder: String
  /// Nothing outside of a repository.
  var revision: SourceRevision?
}
