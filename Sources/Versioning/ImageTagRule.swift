/// One entry of `tag.image`: a template of an image tag, and the builds that get it.
///
/// Written `TEMPLATE` or `TEMPLATE on CONDITION|CONDITION`: `{major}.{minor}`, `nightly on schedule`,
/// `edge on branch:main`.
public struct ImageTagRule: Sendable, Hashable {
  /// What kind of build gets the tag.
  public enum Condition: Sendable, Hashable {
    case release
    /// A build of a branch that is not a release; with a pattern, of such a branch, released or not.
    case branch(pattern: String?)
    case changeRequest
    case schedule
    /// The build of a git tag.
    case tag

    init?(_ text: Substring) {
      switch text {
      case "release": self = .release
      case "branch": self = .branch(pattern: nil)
      case "change-request": self = .changeRequest
      case "schedule": self = .schedule
      case "tag": self = .tag
      default:
        guard text.hasPrefix("branch:"), text.utf8.count > 7 else { return nil }
        self = .branch(pattern: String(text.dropFirst(7)))
      }
    }
  }

  /// What is wrong with an entry, and what to write instead.
  public struct Problem: Error, Sendable, Hashable {
    public var message: String
    public var hint: String
  }

  public static let conditionNames = ["release", "branch", "branch:PATTERN", "change-request", "schedule", "tag"]

  let template: ImageTagTemplate
  /// `nil` for every build but change requests.
  let conditions: [Condition]?

  /// - Throws: what is wrong with the text.
  public init(_ text: String) throws(Problem) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard let first = words.first, words.count == 1 || (words.count == 3 && words[1] == "on") else {
      throw Problem(message: "`\(text)` is not a tag with its condition", hint: "write `nightly on schedule`")
    }
    template = try ImageTagTemplate(String(first))
    var given: [Condition] = []
    if words.count == 3 {
      for name in words[2].split(separator: "|", omittingEmptySubsequences: false) {
        guard let condition = Condition(name) else {
          throw Problem(
            message: "`\(name)` in `\(text)` is not a condition",
            hint: "the conditions are \(Self.conditionNames.joined(separator: ", "))")
        }
        given.append(condition)
      }
    }
    conditions = given.isEmpty ? try Self.implied(by: template) : given
    // A stranger's image must not get the name of anything else.
    let isSafe = template.uses(.number) && (template.beginsWith("pr-") || template.beginsWith("mr-"))
    if conditions?.contains(.changeRequest) == true, !isSafe {
      throw Problem(
        message: "`\(text)` could give a change request's image the tag of another image",
        hint: "write a tag that begins with `pr-{number}` or `mr-{number}`")
    }
  }

  /// The builds that have what the template is made of.
  private static func implied(by template: ImageTagTemplate) throws(Problem) -> [Condition]? {
    if template.usesVersion || template.text == "latest" { return [.release] }
    if template.uses(.number) { return [.changeRequest] }
    if template.uses(.gitTag) { return [.tag] }
    if template.uses(.branch) { return [.branch(pattern: nil)] }
    guard !template.isLiteral else {
      throw Problem(
        message: "`\(template.text)` does not say which builds get it",
        hint: "write when: `\(template.text) on schedule`, or another of \(conditionNames.joined(separator: ", "))")
    }
    return nil
  }
}
