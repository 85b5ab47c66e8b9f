public import Diagnostics
public import FileIO
public import SystemPackage

/// What can go wrong with an image on disk: reading it, writing it, unpacking it.
public indirect enum ImageFailure: DiagnosableError, Hashable {
  case file(FileFailure)
  /// A tar archive that is malformed or uses a feature this reader refuses.
  case malformedArchive(entry: String, problem: String)
  case malformedCompression(String)
  /// An entry that must not be unpacked: it leaves the root, or makes a device.
  case refusedEntry(String, problem: String)
  /// Unpacking it would exceed the limits.
  case tooLarge(at: String)
  case tooManyFiles(at: String)
  /// Adds the layer to the cause.
  case inLayer(Digest, ImageFailure)
  case missingBlob(Digest, layout: FilePath)
  case corruptBlob(Digest, layout: FilePath, problem: String)
  case wrongDiffID(expected: Digest, actual: Digest)
  case notALayout(FilePath, problem: String)
  /// No such tag; without a tag, the layout does not contain exactly one image.
  case unknownTag(String?, layout: FilePath, available: [String])
  case noSuchPlatform(Platform, available: [String])
  case malformedDocument(Digest, problem: String)
  case unsupportedMediaType(String, Digest)
  /// A layer whose type has no equivalent in the family that the image is written in.
  case layerType(String, digest: Digest, family: MediaType.Family)
  /// A layer that cannot be written as asked.
  case invalidLayer(path: String, problem: String)
  /// A source file that no layer may contain.
  case unsupportedFile(FilePath, problem: String)
  case changedWhileReading(FilePath)

  /// Ends long work on bytes soon after its task is cancelled, with `ECANCELED`.
  static func checkCancellation(of operation: String, _ path: FilePath = "") throws(ImageFailure) {
    if Task.isCancelled { throw .file(FileFailure(operation, path, .canceled)) }
  }

  /// Runs file operations and turns their failure into this type.
  static func wrapping<Result: ~Copyable>(
    _ body: () throws(FileFailure) -> Result
  ) throws(ImageFailure) -> Result {
    do {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}

extension ImageFailure {
  public var failureKind: FailureKind {
    switch self {
    case .invalidLayer, .unsupportedFile, .tooLarge, .tooManyFiles: .agent
    case .file(let failure): failure.failureKind
    case .unknownTag, .noSuchPlatform, .layerType: .usage
    case .inLayer(_, let cause): cause.failureKind
    default: .infrastructure
    }
  }

  public var diagnostic: Diagnostic {
    switch self {
    case .file(let failure):
      failure.diagnostic
    case .malformedArchive(let entry, let problem):
      .error("malformed-layer", "the archive is malformed at entry `\(entry)`: \(problem)", hints: [Self.fetchAgain])
    case .malformedCompression(let problem):
      .error("malformed-layer", "the compressed data is malformed: \(problem)", hints: [Self.fetchAgain])
    case .refusedEntry(let entry, let problem):
      .error("unsafe-layer-entry", "entry `\(entry)` is refused: \(problem)", hints: ["use another base image"])
    case .tooLarge(let entry):
      .error(
        "image-too-large", "the unpacked image is larger than the limit, which its entry `\(entry)` exceeds",
        hints: ["raise --test-max-unpacked-size if the image is meant to be that large"])
    case .tooManyFiles(let entry):
      .error(
        "image-too-large", "the image has more files than the limit, which its entry `\(entry)` exceeds",
        hints: ["raise --test-max-files if the image is meant to have so many"])
    case .inLayer(let digest, let cause):
      Self.locate(cause.diagnostic, in: digest)
    case .missingBlob(let digest, let layout):
      .error("missing-blob", "the image layout `\(layout)` has no blob `\(digest)`", hints: [Self.fetchAgain])
    case .corruptBlob(let digest, let layout, let problem):
      .error(
        "corrupt-blob", "the blob `\(digest)` in the image layout `\(layout)` is corrupt: \(problem)",
        hints: ["remove `\(layout)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)`", Self.fetchAgain])
    case .wrongDiffID(let expected, let actual):
      .error(
        "wrong-diff-id", "the uncompressed layer has the digest `\(actual)`, but its configuration says `\(expected)`",
        hints: ["rebuild the image, or use another base image"])
    case .notALayout(let path, let problem):
      .error(
        "not-an-image-layout", "`\(path)` is not an OCI image layout: \(problem)",
        hints: ["name a directory that contains `oci-layout`, `index.json` and `blobs/`"])
    case .unknownTag(let tag, let layout, let available):
      Self.unknownTag(tag, layout, available)
    case .noSuchPlatform(let wanted, let available):
      .error(
        "no-such-platform", "the image is not built for `\(wanted)`",
        hints: available.isEmpty ? [] : ["it is built for \(Self.list(available))"])
    case .malformedDocument(let digest, let problem):
      .error("malformed-image", "the document `\(digest)` is malformed: \(problem)", hints: [Self.fetchAgain])
    case .unsupportedMediaType(let type, let digest):
      .error(
        "unsupported-media-type", "`\(digest)` has the media type `\(type)`, which is not supported",
        hints: ["use an image with gzip or zstd layers"])
    case .layerType(let type, let digest, let family):
      .error(
        "no-such-layer-type", "the layer `\(digest)` is `\(type)`, which the \(family) media types do not support",
        hints: ["set `build.mediaTypes: oci`, or use a base image with gzip layers"])
    case .invalidLayer(let path, let problem):
      .error("invalid-layer", "`\(path)` cannot be put into a layer: \(problem)")
    case .unsupportedFile(let path, let problem):
      .error("unsupported-file", "`\(path)` cannot be put into an image: \(problem)", hints: ["remove or ignore it"])
    case .changedWhileReading(let path):
      .error(
        "file-changed", "`\(path)` changed while it was read",
        hints: ["build again when nothing writes to the directory"])
    }
  }

  private static let fetchAgain = "fetch or build the image again"

  private static func locate(_ diagnostic: Diagnostic, in layer: Digest) -> Diagnostic {
    var located = diagnostic
    located.message = "layer `\(layer)`: \(diagnostic.message)"
    return located
  }

  private static func unknownTag(_ tag: String?, _ layout: FilePath, _ available: [String]) -> Diagnostic {
    let message =
      tag.map { "the image layout `\(layout)` has no tag `\($0)`" }
      ?? (available.isEmpty
        ? "the image layout `\(layout)` contains no image" : "the image layout `\(layout)` contains several images")
    let hint = available.isEmpty ? [] : ["write `oci-layout:\(layout):TAG` with one of \(list(available))"]
    return .error("unknown-image-tag", message, hints: hint)
  }

  private static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}
