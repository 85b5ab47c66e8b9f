public import Diagnostics
public import SystemPackage

/// The image that the agent's layers are added to, as the setting `build.baseImage` writes it.
public enum BaseImage: Sendable, Hashable, CustomStringConvertible {
  /// An empty image: the result has only the new layers.
  case scratch
  /// `oci-layout:DIR[:TAG]`; without a tag, the layout's only image.
  case layout(FilePath, tag: String?)
  /// An image in a registry.
  case registry(Reference)

  private static let layoutPrefix = "oci-layout:"

  public init(parsing text: String) throws(Failure) {
    if text == "scratch" {
      self = .scratch
    } else if text.hasPrefix(Self.layoutPrefix) {
      self = try Self.layout(parsing: text, text.dropFirst(Self.layoutPrefix.count))
    } else {
      do throws(InvalidReference) {
        self = .registry(try Reference(parsing: text))
      } catch {
        throw Self.invalid(text, error.problem)
      }
    }
  }

  public var description: String {
    switch self {
    case .scratch: "scratch"
    case .layout(let path, let tag): Self.layoutPrefix + path.string + (tag.map { ":\($0)" } ?? "")
    case .registry(let reference): reference.description
    }
  }

  /// The tag is what follows the last colon, unless a slash comes after it: then the colon is part of a directory's name.
  private static func layout(parsing text: String, _ rest: Substring) throws(Failure) -> BaseImage {
    var directory = rest
    var tag: String?
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      let name = String(rest[rest.index(after: colon)...])
      // Looser than a registry's tags: layouts may hold any name (image-spec, annotations.md).
      guard !name.isEmpty else { throw Self.invalid(text, "the tag after the last `:` is empty") }
      tag = name
      directory = rest[..<colon]
    }
    guard !directory.isEmpty else { throw Self.invalid(text, "the directory is missing") }
    return .layout(FilePath(String(directory)), tag: tag)
  }

  private static func invalid(_ text: String, _ problem: String) -> Failure {
    Failure(
      .usage, "invalid-base-image", "`\(text)` is not a base image: \(problem)",
      hints: ["write a reference like `python:3.11-slim`, `oci-layout:DIR[:TAG]`, or `scratch`"])
  }
}
