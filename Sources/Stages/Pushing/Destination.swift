import Diagnostics
import OCIImage
import Settings

/// A repository to push to, as `push.to` names it.
enum Destination {
  /// - Throws: if the text is not a repository, or has a tag: tags come from the tag stage.
  static func parse(_ text: String, _ settings: Settings) throws -> Reference {
    let reference = try Reference(parsing: text)
    guard reference.tag == nil, reference.digest == nil else {
      throw Failure(
        .usage, "destination-with-tag", "the destination `\(text)` has a tag or digest",
        at: settings.origin(of: Settings.pushTo)?.location,
        hints: ["write `\(reference.repository)`: the tag stage determines the tags"])
    }
    return reference
  }
}
